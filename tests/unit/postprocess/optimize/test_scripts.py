"""Scripts, merged: the order they run in, what runs at once, what waits until it is used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.html import serialize_html
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.scripts import merge_scripts
from course.postprocess.page import OPTIMIZED, Page

MakePage = Callable[..., Page]
LIBRARIES = ("quarto-nav/quarto-nav.js", "quarto-html/tippy.umd.min.js", "bootstrap/bootstrap.min.js", "z/last.js")
HEAD = "".join(f'<script src="site_libs/{name}"></script>' for name in LIBRARIES)
DEFERRED = '<script defer src="assets/scripts/course.js"></script>'
BODY = "<script>localStorage.theme</script><script>inline()</script>"


@pytest.fixture
def files(tmp_path: Path) -> OptimizedFiles:
    for name in [*(f"site_libs/{name}" for name in LIBRARIES), "assets/scripts/course.js"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{Path(name).stem}()\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    return OptimizedFiles(tmp_path, tmp_path / "cache")


def merged(files: OptimizedFiles) -> dict[str, list[str]]:
    """The calls in each merged file."""
    found = (files.site / OPTIMIZED).iterdir()
    return {path.name.partition("-")[0]: path.read_text().replace(";\n", "").split() for path in sorted(found)}


def test_scripts_keep_the_order_in_which_they_run(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page(BODY, DEFERRED + HEAD)
    merge_scripts([page], files)
    assert merged(files) == {
        "page": ["quarto-nav()", "last()", "inline()", "course()"],
        "theme": ["localStorage.theme"],
    }
    made = serialize_html(page.tree)
    assert made.index("page-") < made.index("theme-")
    assert made.count("<script") == 2
    assert page.is_optimized


@pytest.mark.parametrize(
    "element, script",
    [
        ('<a role="doc-noteref">1</a>', "tippy.umd.min()"),
        ('<a data-bs-toggle="tab">1</a>', "bootstrap.min()"),
    ],
)
def test_a_script_is_there_where_a_page_needs_it(
    files: OptimizedFiles, make_page: MakePage, element: str, script: str
) -> None:
    pages = [make_page(BODY, HEAD), make_page(element)]
    merge_scripts(pages, files)
    assert any(script in path.read_text() for path in (files.site / OPTIMIZED).glob("page-*.js"))


def test_of_a_replaced_module_nothing_is_left(files: OptimizedFiles, make_page: MakePage) -> None:
    for name in ("classic-a.js", "a.js", "b.js"):
        (files.site / "site_libs/z" / name).write_text("a()", encoding="utf-8")
    merge_scripts([make_page('<script defer src="site_libs/z/classic-a.js"></script>')], files)
    files.remove_merged()
    assert {path.name for path in (files.site / "site_libs/z").iterdir()} == {"b.js", "last.js"}


def test_what_is_no_classic_script_of_the_site_stays(files: OptimizedFiles, make_page: MakePage) -> None:
    kept = '<script type="application/json">{}</script><template><script>x()</script></template>'
    kept += '<script src="https://example.com/x.js"></script><script src="missing.js"></script>'
    page = make_page(kept)
    merge_scripts([page], files)
    assert kept in serialize_html(page.tree)


def test_a_script_that_is_expected_and_missing(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page("", '<link class="quarto-color-alternate">')
    with pytest.raises(CourseError, match="Quarto: the page has no script that decides between light and dark"):
        merge_scripts([page], files)
