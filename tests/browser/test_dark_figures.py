"""Figures in the dark: lightness is turned round; outlines must be seen then, and captions name no lightness."""

import re
from pathlib import Path

from lxml import etree

from course.common.html import parse_html, with_class
from support import Build

POINTS = "//*[starts-with(@id, 'PathCollection')]//@stroke"
# A page's ground in the dark, and the least contrast of what is no text (WCAG 1.4.11)
GROUND, LEAST = (20, 25, 31), 3.0
# As site.css asks for: invert(0.92), then hue-rotate(180deg)
TURNED = ((-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856))
NAMED = re.compile(
    r"\b(light|dark|pale)(er)? (gray|grey|blue|green|red|brown)|\b(white|black) (dot|line|area|point)", re.I
)


def turned(color: str) -> tuple[float, ...]:
    """A color of a figure as it is shown in the dark."""
    inverted = [0.92 * (255 - value) + 0.08 * value for value in bytes.fromhex(color.removeprefix("#"))]
    return tuple(min(255, max(0, sum(a * b for a, b in zip(row, inverted, strict=True)))) for row in TURNED)


def luminance(color: tuple[float, ...]) -> float:
    """Of a color, relative to white, as WCAG defines it."""
    linear = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def figures(site: Path) -> list[tuple[Path, str]]:
    """The figures that are turned round, with their captions."""
    found = []
    for page in sorted(site.glob("chapters/*.html")):
        tree = parse_html(page.read_text(encoding="utf-8"))
        for figure in tree.xpath(f"//main//figure[.//img][not(ancestor::{with_class('keep-colors')})]"):
            caption = " ".join(figure.xpath("string(.//figcaption)").split())
            found.append((page.parent / figure.xpath(".//img/@src")[0], caption))
    return found


def test_points_have_outlines_that_can_be_seen(site: Build) -> None:
    seen = 0
    for file, _ in figures(site.site):
        for color in etree.parse(file).xpath(POINTS):
            lights = sorted((luminance(turned(color)), luminance(GROUND)))
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= LEAST, (file.name, color)
            seen += 1
    assert seen > 10


def test_captions_name_no_lightness(site: Build) -> None:
    captions = [caption for _, caption in figures(site.site)]
    assert len(captions) > 15
    assert [caption for caption in captions if NAMED.search(caption)] == []
