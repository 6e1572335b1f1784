"""Style sheets, merged and without what no page uses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.html import serialize_html
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.styles import merge_styles
from course.postprocess.page import OPTIMIZED, Page

MakePage = Callable[..., Page]
HEAD = (
    '<link href="site_libs/a.css" rel="stylesheet" class="quarto-color-scheme" id="quarto-bootstrap">'
    '<link href="site_libs/b.css" rel="stylesheet" class="quarto-color-scheme quarto-color-alternate">'
    '<link href="site_libs/a.css" rel="stylesheet" class="quarto-color-scheme-extra">'
    '<link href="own.css" rel="stylesheet">'
)
OTHER = '<link href="{}" rel="stylesheet">'


@pytest.fixture
def files(tmp_path: Path) -> OptimizedFiles:
    (tmp_path / "site_libs").mkdir()
    (tmp_path / "site_libs/a.css").write_text(".used{color:red}.never{color:blue}.late{color:green}")
    (tmp_path / "site_libs/b.css").write_text(".used{color:white}.never .used{color:blue}")
    (tmp_path / "site_libs/x.js").write_text('x.classList.add("late")')
    (tmp_path / "own.css").write_text(".mine { color: tan; }")
    (tmp_path / "lab.css").touch()
    return OptimizedFiles(tmp_path, tmp_path / "cache")


def test_only_rules_that_pages_or_scripts_can_use_stay(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page('<p class="used">', HEAD)
    merge_styles([page], files, ".used{margin:0}.never{margin:0}")
    base, dark, own = (path.read_text() for path in sorted((files.site / OPTIMIZED).iterdir()))
    assert base.startswith(".used{margin:0}") and ".late" in base and ".never" not in base
    assert ".used" in dark and ".never" not in dark and ".mine" in own
    made = serialize_html(page.tree)
    assert made.index("base-") < made.index("dark-") < made.index("own-") < made.index("disabled-stylesheet")
    assert made.count("<link") == 4 and 'media="(scripting: enabled), (prefers-color-scheme: dark)"' in made
    files.remove_merged()
    assert not (files.site / "site_libs/a.css").exists() and (files.site / "own.css").exists()


def test_one_sheet_for_light_and_dark(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page(head=HEAD.replace("b.css", "a.css"))
    merge_styles([page], files, "")
    made = serialize_html(page.tree)
    assert made.count('rel="stylesheet"') == 1 and made.count("disabled-stylesheet") == 3


def test_what_only_some_pages_have_stays_apart(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page(head=HEAD + OTHER.format("lab.css") + OTHER.format("https://example.com/x.css"))
    merge_styles([page, make_page(head=HEAD)], files, "")
    made = serialize_html(page.tree)
    assert made.index("own-") < made.index("lab.css") < made.index("https://example.com/x.css"), "the gate reports it"


def test_a_page_without_style_sheets(files: OptimizedFiles, make_page: MakePage) -> None:
    with pytest.raises(CourseError, match="Quarto: the page links no style sheet"):
        merge_styles([make_page(head=OTHER.format("https://example.com/x.css"))], files, "")
