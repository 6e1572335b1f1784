"""Fences around texts."""

from course.source.fences import fence_around


def test_a_fence_is_longer_than_those_inside() -> None:
    assert fence_around("x") == "```" and fence_around("a ```` b") == "`````"
