"""What Pandoc's MathML needs so that browsers set it well without a font made for mathematics."""

import re

PRIMED = re.compile(r"<msup>(<mi\b[^>]*>[^<]*</mi>)<mo>([′″‴⁗])</mo></msup>")


def lower_primes(text: str) -> str:
    """Put primes behind their letters as text: text fonts raise them already, and as exponents they fly too high.

    text: a page; one that has been through is left as it is.
    """
    return PRIMED.sub(r'<mrow>\1<mtext class="prime">\2</mtext></mrow>', text)
