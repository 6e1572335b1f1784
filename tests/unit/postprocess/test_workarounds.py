"""Workarounds: each on the output that has the fault, and on output that does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.html import serialize_html
from course.postprocess.page import Page
from course.postprocess.workarounds.actions_hidden_on_phones import repeat_actions
from course.postprocess.workarounds.edit_links_of_notebooks import link_sources
from course.postprocess.workarounds.empty_table_headings import demote_empty_headings
from course.postprocess.workarounds.links_to_folders import name_files
from course.postprocess.workarounds.primes_too_high import lower_primes
from course.postprocess.workarounds.row_headings_lost import restore_row_headings
from course.postprocess.workarounds.search_written_anyway import remove_index, remove_search
from course.postprocess.workarounds.unnamed_navigations import name_navigations
from course.postprocess.workarounds.widget_scripts_from_cdn import remove_widget_scripts

CDN = "https://cdn.jsdelivr.net/npm/"


def test_scripts_for_widgets_go(make_page: Callable[..., Page]) -> None:
    head = (
        f'<script src="{CDN}requirejs@2.3.6/require.min.js" integrity="x"></script>\n'
        f'<script src="{CDN}jquery@3.5.1/dist/jquery.min.js"></script>\n'
        "<script type=\"application/javascript\">define('jquery', [],function() {return window.jQuery;})</script>\n"
        '<script src="mine.js"></script>'
    )
    page = make_page(head=head)
    remove_widget_scripts(page)
    assert '<head><script src="mine.js"></script></head>' in serialize_html(page.tree)


@pytest.mark.parametrize(
    "before, after",
    [
        (
            "https://github.dev/a/b/blob/trunk/chapters/01-c.ipynb",
            "https://github.com/a/b/edit/trunk/chapters/01-c.qmd",
        ),
        ("https://github.com/a/b/edit/trunk/index.qmd", "https://github.com/a/b/edit/trunk/index.qmd"),
    ],
)
def test_links_to_edit_a_page_lead_to_its_source(make_page: Callable[..., Page], before: str, after: str) -> None:
    page = make_page(f'<div class="toc-actions"><ul><li><a href="{before}">Edit this page</a></li></ul></div>')
    link_sources(page)
    assert f'href="{after}"' in serialize_html(page.tree)


@pytest.mark.parametrize("tool, heading", [("smalldocs", "th"), ("Quarto", "td")])
def test_rows_of_outputs_have_headings(make_page: Callable[..., Page], tool: str, heading: str) -> None:
    cells = "<td><strong>ph</strong></td><td><strong>7</strong></td>"
    table = f"<table><tbody><tr>{cells}</tr></tbody></table>"
    page = make_page(f'<div class="cell-output-display">{table}</div>{table}', tool=tool)
    restore_row_headings(page)
    assert [cell.tag for cell in page.tree.xpath("//tr/*")] == [heading, "td", "td", "td"]
    assert page.tree.xpath("string(//tr/*[1])") == "ph"


def test_navigations_have_names(make_page: Callable[..., Page]) -> None:
    page = make_page(
        '<nav id="TOC"></nav><nav class="x page-navigation"></nav><nav id="quarto-sidebar" aria-label="A"></nav>'
    )
    name_navigations(page)
    names = [navigation.get("aria-label") for navigation in page.tree.iter("nav")]
    assert names == ["On this page", "Previous and next page", "A"]


def test_empty_cells_are_no_headings(make_page: Callable[..., Page]) -> None:
    page = make_page('<table><tr><th></th><th scope="col"> </th><th>Loss</th><th><img></th></tr></table>')
    demote_empty_headings(page)
    row = '<tr><td></td><td scope="col"></td><th>Loss</th><th><img></th></tr>'
    assert row in serialize_html(page.tree)


def test_primes_stand_behind_their_letters(make_page: Callable[..., Page]) -> None:
    page = make_page("<math><msup><mi>f</mi><mo>″</mo></msup><mo>(</mo><msup><mi>x</mi><mn>2</mn></msup></math>")
    lower_primes(page)
    made = serialize_html(page.tree)
    assert '<mrow><mi>f</mi><mtext class="prime">″</mtext></mrow>' in made
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in made, "exponents stay exponents"


@pytest.mark.parametrize("tool, times", [("smalldocs", 2), ("Quarto", 1)])
def test_links_to_the_repository_are_at_the_foot_too(make_page: Callable[..., Page], tool: str, times: int) -> None:
    actions = '<div class="toc-actions"><div class="action-links"><a href="x">Edit</a></div></div>'
    page = make_page(f"{actions}<main><p>x</p></main>", tool=tool)
    repeat_actions(page)
    made = serialize_html(page.tree)
    assert made.count("Edit") == times
    assert ("d-lg-none" in made.partition("<main>")[2]) == (times == 2)


def test_links_to_folders_name_the_page(make_page: Callable[..., Page]) -> None:
    addresses = ["../", "./", "..", "a/", "a.html", "#a", "", "https://example.org/a/"]
    page = make_page("".join(f'<a href="{address}">x</a>' for address in addresses))
    name_files(page)
    expected = ["../index.html", "./index.html", "../index.html", "a/index.html", "a.html", "#a", "", addresses[-1]]
    assert page.tree.xpath("//a/@href") == expected


def test_nothing_of_the_engines_search_is_left(make_page: Callable[..., Page], tmp_path: Path) -> None:
    page = make_page(
        '<div id="quarto-search-results"></div><script id="quarto-search-options">{}</script><p>Words.</p>'
    )
    remove_search(page)
    assert "<body><p>Words.</p></body>" in serialize_html(page.tree)
    (tmp_path / "search.json").write_text("[]", encoding="utf-8")
    remove_index(tmp_path)
    remove_index(tmp_path)
    assert not (tmp_path / "search.json").exists()
