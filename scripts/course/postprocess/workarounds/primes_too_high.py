"""Fault: Pandoc sets primes as exponents; text fonts raise them already, so without a math font they fly too high.

Seen in Pandoc 3.9. Needless where every reader's browser has a font made for mathematics.
"""

from lxml.html import builder

from course.postprocess.page import Page

PRIMED = "//msup[count(*) = 2 and *[1][self::mi[not(*)]] and *[2][self::mo[. = '′' or . = '″' or . = '‴' or . = '⁗']]]"


def lower_primes(page: Page) -> None:
    """Put primes behind their letters as text."""
    for power in page.tree.xpath(PRIMED):
        letter, prime = power
        power.tag = "mrow"
        power.replace(prime, builder.E.mtext(prime.text, builder.CLASS("prime")))
