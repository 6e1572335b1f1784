"""Reading the built pages: what a browser would load and follow."""

from pathlib import Path

import pytest

from course.gate.built_site import Page, Site

PAGE = """\
<!doctype html>
<html><head><link rel="stylesheet" href="a.css"><link rel="canonical" href="b"><script src="c.js"></script></head>
<body id="top"><p>One &amp; two<p>three <a href="d.html#e">four</a> <a id="f">five</a>
<pre>not text</pre><math><mi>x</mi></math><br><img src="g.svg" alt=""/>
</body></html>
"""


def test_what_a_page_holds() -> None:
    page = Page("chapters/a.html", "chapters/a.qmd", PAGE)
    assert page.links == ["d.html#e"]
    assert page.loads == ["a.css", "c.js", "g.svg"]
    assert page.ids == {"top", "f"}
    assert page.text.split() == ["One", "&", "two", "three", "four", "five"]


@pytest.mark.parametrize(
    "link, path",
    [("", "chapters/a.html"), ("b.html", "chapters/b.html"), ("../c.html", "c.html"), ("/d/e.html", "d/e.html")],
)
def test_where_a_link_leads(link: str, path: str) -> None:
    assert Page("chapters/a.html", "", "").resolve(link) == path


def test_a_site_has_pages_and_files_of_the_engine(tmp_path: Path) -> None:
    for name in ("index.html", "chapters/a.html", "site_libs/x/y.html", "a.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<p>", encoding="utf-8")
    site = Site(tmp_path)
    assert [(page.path, page.source) for page in site.pages] == [
        ("chapters/a.html", "chapters/a.qmd"),
        ("index.html", "index.qmd"),
    ]
    assert "site_libs/x/y.html" in site.files
