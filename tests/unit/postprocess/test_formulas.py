"""Formulas as browsers get them."""

from course.postprocess.formulas import lower_primes


def test_primes_stand_behind_their_letters() -> None:
    page = "<math><msup><mi>f</mi><mo>″</mo></msup><mo>(</mo><msup><mi>x</mi><mn>2</mn></msup><mo>)</mo></math>"
    lowered = lower_primes(page)
    assert '<mrow><mi>f</mi><mtext class="prime">″</mtext></mrow>' in lowered
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in lowered, "exponents stay exponents"
    assert lower_primes(lowered) == lowered
