"""The last touches on pages: exercises in the sidebar, our scripts where they are needed, none from elsewhere."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.postprocess.pages import add_exercises, add_script, drop_widget_scripts
from course.source.chapters import Chapter, parse_chapter
from support import HEALTHY

SIDEBAR = """\
<nav id="quarto-sidebar"><div><a href="../index.html" class="sidebar-link">Home</a></div>
<div><a href="./01-small.html" class="sidebar-item-text sidebar-link {state}">
<span>A small chapter</span></a>
</div></nav>
"""


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY.replace("## First", "## First & <last>"), encoding="utf-8")
    return parse_chapter(file, "chapters/01-small.qmd")


def test_a_chapters_exercises_follow_its_link(chapter: Chapter) -> None:
    made = add_exercises(SIDEBAR.format(state=""), [chapter])
    item = '<li><a href="./01-small.html#first">1.1 First &amp; &lt;last&gt;</a></li>'
    details = f'<details class="sidebar-exercises"><summary>1 exercise</summary><ul>{item}</ul></details>'
    assert f"</a>\n</div>{details}</nav>" in made
    assert add_exercises(made, [chapter]) == made


def test_those_of_the_pages_own_chapter_are_unfolded(chapter: Chapter) -> None:
    assert '<details class="sidebar-exercises" open>' in add_exercises(SIDEBAR.format(state="active"), [chapter])


def test_a_chapter_that_the_sidebar_does_not_link(chapter: Chapter) -> None:
    with pytest.raises(CourseError, match="chapters/01-small.qmd: the page's sidebar does not link this chapter"):
        add_exercises('<nav id="quarto-sidebar"></nav>', [chapter])
    assert add_exercises("<p>No sidebar.</p>", [chapter]) == "<p>No sidebar.</p>"


def test_the_script_is_loaded_once() -> None:
    made = add_script("<head></head><p>", "../")
    assert made.count("<script") == 1 and 'src="../assets/scripts/course.js"' in made
    assert add_script(made, "../") == made


def test_scripts_for_widgets_go() -> None:
    cdn = "https://cdn.jsdelivr.net/npm/"
    text = (
        f'<script src="{cdn}requirejs@2.3.6/require.min.js" integrity="x"></script>\n'
        f'<script src="{cdn}jquery@3.5.1/dist/jquery.min.js"></script>\n'
        "<script type=\"application/javascript\">define('jquery', [],function() {return window.jQuery;})</script>\n"
        '<script src="mine.js"></script>'
    )
    assert drop_widget_scripts(text) == '<script src="mine.js"></script>'
