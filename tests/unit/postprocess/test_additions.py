"""What every page gets at its foot."""

from collections.abc import Callable

from course.common.html import serialize_html
from course.postprocess.additions import add_provenance
from course.postprocess.page import Page
from course.postprocess.provenance import Provenance


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
