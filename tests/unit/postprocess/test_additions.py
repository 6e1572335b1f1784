"""What every page gets: exercises in the sidebar, the line at the foot."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.html import serialize_html
from course.postprocess.additions import add_exercises, add_provenance
from course.postprocess.page import Page
from course.postprocess.provenance import Provenance
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
    assert f"</a>\n</div>{details}</nav>" in serialize_html(page.tree)


def test_a_sidebar_that_is_not_as_expected(make_page: Callable[..., Page], chapter: Chapter) -> None:
    with pytest.raises(CourseError, match="Quarto: the page has no link to chapters/01-small.qmd in its sidebar"):
        add_exercises(make_page('<nav id="quarto-sidebar"></nav>'), [chapter], TITLES)
    with pytest.raises(CourseError, match="the page has no sidebar"):
        add_exercises(make_page(path="chapters/01-small.html"), [chapter], TITLES)
    page = make_page("<p>An author's page without a sidebar.</p>")
    add_exercises(page, [chapter], TITLES)
    page.write()
    assert not page.path.exists()


def test_the_foot(make_page: Callable[..., Page]) -> None:
    page = make_page("<main><p>Words.</p></main>", path="pages/a.html")
    add_provenance(page, Provenance({"torch": "2.13.0"}, {"Quarto": "1.10.0"}, "f" * 40, "2026-01-02", True))
    made = serialize_html(page.tree)
    assert "<footer" in made and "torch 2.13.0, Quarto 1.10.0." in made and ", with changes." in made
    assert '<time datetime="2026-01-02">' in made and 'href="../build.json"' in made
    assert page.is_completed


def test_without_a_commit_the_foot_has_no_date(make_page: Callable[..., Page]) -> None:
    page = make_page("<main></main>")
    add_provenance(page, Provenance({"torch": "2.13.0"}, {}))
    assert "ommit" not in serialize_html(page.tree)
