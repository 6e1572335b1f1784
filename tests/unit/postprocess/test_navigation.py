"""The header and the sidebar: the same around the pages of both engines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.html import serialize_html
from course.postprocess.navigation import add_exercises, add_header
from course.postprocess.page import Page
from course.source.chapters import Chapter
from course.source.parser import parse_chapter
from support import HEALTHY

SIDEBAR = """\
<nav id="quarto-sidebar"><div><a href="../index.html" class="sidebar-link">Home</a></div>
<div><a href="./01-small.html" class="sidebar-item-text sidebar-link {state}">
<span>A small chapter</span></a>
</div></nav>
"""


TITLES = {"First & *last*": "First &amp; <em>last</em>"}


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY.replace("## First", "## First & *last*"), encoding="utf-8")
    return parse_chapter(file, "chapters/01-small.qmd")


@pytest.mark.parametrize("state, opened", [("", ""), ("active", " open")])
def test_a_chapters_exercises_follow_its_link(
    make_page: Callable[..., Page], chapter: Chapter, state: str, opened: str
) -> None:
    page = make_page(SIDEBAR.format(state=state), path="chapters/01-small.html")
    add_exercises(page, [chapter], TITLES)
    item = '<li><a href="./01-small.html#first">1.1 First &amp; <em>last</em></a></li>'
    details = f'<details class="sidebar-exercises"{opened}><summary>1 exercise</summary><ul>{item}</ul></details>'
    made = serialize_html(page.tree)
    assert f"</a>\n</div>{details}</nav>" in made and '<span class="chapter-number">1 </span>' in made


def test_a_sidebar_that_is_not_as_expected(make_page: Callable[..., Page], chapter: Chapter) -> None:
    with pytest.raises(CourseError, match="Quarto: the page has no link to chapters/01-small.qmd in its sidebar"):
        add_exercises(make_page('<nav id="quarto-sidebar"></nav>'), [chapter], TITLES)
    with pytest.raises(CourseError, match="the page has no sidebar"):
        add_exercises(make_page(path="chapters/01-small.html"), [chapter], TITLES)
    page = make_page("<p>An author's page without a sidebar.</p>")
    add_exercises(page, [chapter], TITLES)
    page.write()
    assert not page.path.exists()


ENGINE = """\
<header id="quarto-header"><h1>x</h1></header><div id="quarto-content" class="page-columns">
<nav id="quarto-sidebar" class="sidebar collapse"><div class="sidebar-header"><div class="sidebar-title">
<a href="../">A long title</a></div><a class="quarto-color-scheme-toggle" href="">x</a></div>
<ul><li class="sidebar-item-section"><div class="sidebar-item-container"><a data-bs-toggle="collapse">Part</a></div>
<ul class="collapse sidebar-section show"><li>x</li></ul></li></ul></nav>
<main><h1 class="title d-none d-lg-block">Heading</h1></main></div>
"""


def test_the_header_takes_what_belongs_into_it(make_page: Callable[..., Page]) -> None:
    page = make_page(ENGINE, path="chapters/01-a.html")
    add_header(page, "Short")
    header = page.tree.body[0]
    assert header[0].get("href") == "#quarto-document-content" == f"#{page.main.get('id')}"
    assert [element.tag for element in header] == ["a", "button", "a", "div", "a"]
    assert header[2].text == "Short" and header[2].get("href") == "../index.html"
    assert not page.tree.xpath("//header[h1] | //*[@data-bs-toggle] | //*[contains(@class, 'collapse')]")
    assert page.tree.xpath("string(//p[@class='sidebar-heading'])") == "Part"
    assert page.tree.xpath("string(//h1/@class)") == "title"


def test_a_page_without_a_sidebar_has_no_menu(make_page: Callable[..., Page]) -> None:
    page = make_page("<main></main>")
    add_header(page, "Short")
    assert not page.tree.xpath("//button")
    assert page.tree.xpath("//header[@class='course-header']")
