"""Rendered pages: which they are, and what they are known to hold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.postprocess.page import Page, read_pages, remove, set_class

PAGE = '<!doctype html><html><head><meta name="generator" content="{}"></head><body><main>x</main></body></html>'


def test_pages_are_those_of_the_tools(tmp_path: Path) -> None:
    for name, generator in {
        "a": "quarto-1.10.18",
        "pages/b": "smalldocs-0.5.4",
        "mine": "me",
        "site_libs/c": "quarto",
    }.items():
        (tmp_path / f"{name}.html").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.html").write_text(PAGE.format(generator), encoding="utf-8")
    (tmp_path / "empty.html").touch()
    found = read_pages(tmp_path)
    assert [(page.path.name, page.tool, page.root) for page in found] == [
        ("a.html", "Quarto", ""),
        ("b.html", "smalldocs", "../"),
    ]
    assert not found[0].is_completed and not found[0].is_optimized


def test_what_is_missing_is_said_with_the_tool(make_page: Callable[..., Page]) -> None:
    with pytest.raises(
        CourseError, match=r"^pages/a.html: unexpected output of smalldocs: the page has no main element$"
    ):
        _ = make_page("<p>x", path="pages/a.html", tool="smalldocs").main


def test_a_page_is_written_where_it_changed(make_page: Callable[..., Page]) -> None:
    page = make_page("<main></main>")
    page.write()
    assert not page.path.exists()
    set_class(page.main, "new")
    page.write()
    assert '<main class="new">' in page.path.read_text(encoding="utf-8")


def test_elements_go_with_their_line_breaks(make_page: Callable[..., Page]) -> None:
    page = make_page('a<i>b</i>\nc<b class="x">d</b>')
    remove(page.tree.find(".//i"))
    set_class(page.tree.find(".//b"), "new")
    page.write()
    assert '<body>ac<b class="new x">d</b></body>' in page.path.read_text(encoding="utf-8")
