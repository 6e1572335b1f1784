"""Figures, shortened, and the room that pages keep for them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from course.common.html import serialize_html
from course.postprocess.optimize.figures import Size, optimize_figures, shorten_svg, size_images
from course.postprocess.page import Page

ROOT = '<svg xmlns="http://www.w3.org/2000/svg"{}>{}</svg>'


def shortened(content: str, attributes: str = "") -> str:
    root = etree.fromstring(ROOT.format(attributes, content))
    shorten_svg(root)
    return etree.tostring(root, encoding="unicode")


def test_figures_lose_digits_but_not_their_scale() -> None:
    content = '<metadata>x</metadata>\n <g>\n<path d="M 1.23456 2\nL -0.0001 3.5" transform="scale(0.015625)"/>\n</g>'
    assert shortened(content) == ROOT.format("", '<g><path d="M 1.23 2 L 0 3.5" transform="scale(0.015625)"/></g>')


def test_text_keeps_its_spaces() -> None:
    content = "<text>\n<tspan>a</tspan> <tspan>b</tspan></text>"
    assert shortened(content) == ROOT.format("", content)


def test_figures_have_attributes_in_place_of_styles() -> None:
    style = '<defs>\n  <style type="text/css">*{stroke-linejoin: round}</style>\n </defs>\n'
    made = shortened(f'{style}<path style="fill: none; opacity: 0; opacity: 1"/>', ' width="9"')
    assert made == ROOT.format(' width="9" stroke-linejoin="round"', '<path fill="none" opacity="1"/>')


@pytest.mark.parametrize("content", ['<path style="font: x"/>', '<style>a{fill: red}</style><path style="fill: red"/>'])
def test_styles_that_no_attribute_can_set_stay(content: str) -> None:
    assert shortened(content) == ROOT.format("", content)


def test_pages_keep_room_for_figures(tmp_path: Path, make_page: Callable[..., Page]) -> None:
    figure = tmp_path / "chapters/01_files/figure-html/fig-a.svg"
    figure.parent.mkdir(parents=True)
    figure.write_text(ROOT.format(' width="72pt" height="36.4pt"', ""), encoding="utf-8")
    figure.with_name("fig-b.svg").write_text(ROOT.format(' width="50%"', ""), encoding="utf-8")
    sizes = optimize_figures(tmp_path, tmp_path / "cache")
    assert sizes == {figure: Size(96, 49, 0)}
    images = "".join(f'<img src="01_files/figure-html/fig-{name}.svg"{more}>' for name, more in
                     (("a", ""), ("a", ' width="50%"'), ("a", ' loading="eager"'), ("b", "")))  # fmt: skip
    page = make_page(images, path="chapters/01.html")
    size_images(page, sizes)
    made = serialize_html(page.tree)
    assert made.count('loading="lazy" width="96" height="49"') == 1
    assert made.count('width="50%" loading="lazy"') == 1 and made.count("lazy") == 2


def test_a_figure_says_how_wide_it_must_be_to_be_read(tmp_path: Path, make_page: Callable[..., Page]) -> None:
    figure = tmp_path / "chapters/01_files/figure-html/fig-a.svg"
    figure.parent.mkdir(parents=True)
    letters = "".join(f'<g transform="translate(1 2) scale({size} -{size})"/>' for size in (0.1, 0.08))
    content = f'<g id="text_1">{letters}</g><g transform="scale(0.01 -0.01)"/>'
    figure.write_text(ROOT.format(' width="360pt" height="180pt"', content), encoding="utf-8")
    page = make_page('<img src="01_files/figure-html/fig-a.svg">', path="chapters/01.html")
    size_images(page, optimize_figures(tmp_path, tmp_path / "cache"))
    # Letters of 8 points are 10.67 px high where the figure is 480 px wide
    assert 'style="--legible:405px;"' in serialize_html(page.tree)
