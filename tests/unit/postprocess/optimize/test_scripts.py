"""Scripts, merged: the order they run in, what runs at once, what waits until it is used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.html import serialize_html
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.scripts import HEADER_HEIGHT, SEARCH_LOADER, TARGET_RULE, merge_scripts
from course.postprocess.page import OPTIMIZED, Page

MakePage = Callable[..., Page]
LIBRARIES = ("quarto-nav/quarto-nav.js", "quarto-search/quarto-search.js", "quarto-html/tippy.umd.min.js", "z/last.js")
HEAD = "".join(f'<script src="site_libs/{name}"></script>' for name in LIBRARIES)
MODULE = '<script type="module" src="assets/scripts/course.js"></script>'
BODY = '<script>localStorage.theme</script><div id="quarto-search"></div><script>inline()</script>'


@pytest.fixture
def files(tmp_path: Path) -> OptimizedFiles:
    for name in [*(f"site_libs/{name}" for name in LIBRARIES), HEADER_HEIGHT, SEARCH_LOADER, TARGET_RULE]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{Path(name).stem}()\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    return OptimizedFiles(tmp_path, tmp_path / "cache")


def merged(files: OptimizedFiles) -> dict[str, list[str]]:
    """The calls in each merged file."""
    found = (files.site / OPTIMIZED).iterdir()
    return {path.name.partition("-")[0]: path.read_text().replace(";\n", "").split() for path in sorted(found)}


def test_scripts_keep_their_order(files: OptimizedFiles, make_page: MakePage) -> None:
    page = make_page(BODY, HEAD + MODULE)
    merge_scripts([page], files)
    assert merged(files) == {
        "page": ["lazy-search()", "target-rule()", "quarto-nav()", "last()", "inline()"],
        "search": ["quarto-search()"],
        "theme": ["localStorage.theme"],
    }
    made = serialize_html(page.tree)
    assert made.index("course:search") < made.index("page-") < made.index('type="module"') < made.index("theme-")
    assert made.count("<script") == 3 and "aa-Autocomplete" in made
    assert page.is_optimized


def test_the_script_for_hints_is_there_where_a_page_has_some(files: OptimizedFiles, make_page: MakePage) -> None:
    pages = [make_page(BODY, HEAD + MODULE), make_page('<a role="doc-noteref">1</a>', MODULE)]
    merge_scripts(pages, files)
    assert any("tippy.umd.min()" in path.read_text() for path in (files.site / OPTIMIZED).glob("page-*.js"))


def test_smalldocs_header_has_its_height_at_once(files: OptimizedFiles, make_page: MakePage) -> None:
    merge_scripts([make_page("<script>localStorage.theme</script>", MODULE, tool="smalldocs")], files)
    assert merged(files)["theme"][:2] == ["localStorage.theme", "header-height()"]


def test_what_is_no_classic_script_of_the_site_stays(files: OptimizedFiles, make_page: MakePage) -> None:
    kept = '<script type="application/json">{}</script><template><script>x()</script></template>'
    kept += '<script src="https://example.com/x.js"></script><script src="missing.js"></script>'
    page = make_page(kept, MODULE)
    merge_scripts([page], files)
    assert kept in serialize_html(page.tree)


@pytest.mark.parametrize(
    "body, head, missing",
    [
        (BODY, HEAD, "module among its scripts"),
        ("", HEAD + MODULE, "place for the search box"),
        ("", f'<link class="quarto-color-alternate">{MODULE}', "script that decides between light and dark"),
    ],
)
def test_what_is_expected_and_missing(
    files: OptimizedFiles, make_page: MakePage, body: str, head: str, missing: str
) -> None:
    with pytest.raises(CourseError, match=f"Quarto: the page has no {missing}"):
        merge_scripts([make_page(body, head)], files)
