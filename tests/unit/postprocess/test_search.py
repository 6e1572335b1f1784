"""The search's index: what it finds on pages, with which words; its button; names for the objects' rows."""

from collections.abc import Callable
from typing import Any

import pytest

from course.common.data_scripts import SEARCH_INDEX
from course.common.html import serialize_html
from course.postprocess.page import Page
from course.postprocess.search import add_object_anchors, add_search, write_index

CHAPTER = """\
<main><h1>A chapter</h1><p>Before.</p>
<section id="first"><h2><a class="exercise-number" href="#first">1.1</a> First <code>steps</code></h2>
<p>Words with <math><mi>x</mi></math>.</p><script>no()</script>
<section class="exercise-part exercise-answer"><pre class="python">x = nn.Linear(2)</pre>
<div class="cell-output"><pre>printed</pre></div></section>
<details class="exercise-part exercise-check"><summary>Check</summary><pre>checked</pre></details>
<section id="more"><h3 class="exercise-task">One more</h3><p>Further.</p></section></section>
<section id="end"><h2>The end</h2></section></main>
"""
LINK = '<a href="../chapters/01-a.html#first">1.1 First steps</a>'
TERMS = f"""\
<main><h1>Glossary</h1><div id="step" class="term" data-also="stride"><p><strong>Step</strong>: a move. {LINK}</p></div>
<table><thead><tr><th>Object</th></tr></thead><tbody>
<tr><td><code>nn.Linear(a, b)</code></td><td>a layer</td><td>{LINK}</td></tr>
<tr><td><code>nn.Linear(c)</code></td><td>the same</td><td>{LINK}</td></tr>
<tr><td><code>no-row</code></td><td>without a link</td></tr></tbody></table></main>
"""
DESCRIPTION = '<meta name="description" content="What it is about.">'


@pytest.fixture
def entries(make_page: Callable[..., Page]) -> dict[str, dict[str, Any]]:
    pages = [make_page(CHAPTER, DESCRIPTION, "chapters/01-a.html"), make_page(TERMS, path="pages/terms.html")]
    for page in pages:
        add_object_anchors(page)
    write_index(pages, pages[0].site)
    return {entry["href"]: entry for entry in SEARCH_INDEX.read(pages[0].site)}


def test_a_chapter(entries: dict[str, dict[str, Any]]) -> None:
    assert entries["chapters/01-a.html"] == {
        "kind": "chapter",
        "title": "A chapter",
        "href": "chapters/01-a.html",
        "number": "1",
        "text": "What it is about.",
    }
    assert entries["chapters/01-a.html#first"] == {
        "kind": "exercise",
        "title": "First steps",
        "href": "chapters/01-a.html#first",
        "number": "1.1",
        "where": "A chapter",
        "names": ["Step", "stride", "nn.Linear(a, b)", "nn.Linear(c)"],
        "about": "Step: a move. a layer the same",
        "text": "Words with x.",
        "code": "nn.Linear",
    }
    assert entries["chapters/01-a.html#more"]["kind"] == "task"
    assert entries["chapters/01-a.html#end"]["kind"] == "section"


def test_terms_and_objects_have_anchors_of_their_own(entries: dict[str, dict[str, Any]]) -> None:
    found = {href: (entry["kind"], entry["title"]) for href, entry in entries.items() if "terms" in href}
    assert found == {
        "pages/terms.html": ("page", "Glossary"),
        "pages/terms.html#step": ("term", "Step"),
        "pages/terms.html#object-nn-Linear": ("object", "nn.Linear(a, b)"),
    }
    assert entries["pages/terms.html#step"]["names"] == ["stride"]


def test_the_index_is_a_script(entries: dict[str, dict[str, Any]], make_page: Callable[..., Page]) -> None:
    text = (make_page().site / SEARCH_INDEX.file).read_text(encoding="utf-8")
    assert entries and text.startswith("globalThis.courseSearchIndex=[{") and text.endswith("}];\n")


def test_a_site_without_an_index(make_page: Callable[..., Page]) -> None:
    assert SEARCH_INDEX.read(make_page().site) is None


def test_the_button_stands_in_the_header(make_page: Callable[..., Page]) -> None:
    page = make_page('<header><div id="course-search"></div></header>')
    add_search(page)
    made = serialize_html(page.tree)
    assert made.count('<button type="button" class="course-search-button" aria-haspopup="dialog"') == 1
    page = make_page("<p>No place.</p>")
    add_search(page)
    assert "course-search" not in serialize_html(page.tree)
