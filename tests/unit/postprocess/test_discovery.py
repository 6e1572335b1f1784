"""What search engines, link previews and language models read; the page for addresses that lead nowhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from course.common.data_scripts import GLOSSARY_TERMS
from course.common.html import serialize_html
from course.common.project import Project, load_project
from course.postprocess.discovery import describe_page, site_address, write_sitemap
from course.postprocess.glossary import write_terms
from course.postprocess.markdown_copies import MarkdownCopies, remove_copies, write_list
from course.postprocess.not_found import write_not_found
from course.postprocess.objects import link_objects
from course.postprocess.page import Page
from course.source.reader import read_chapters

OLD = '<meta property="og:image" content="x.svg"><meta name="twitter:card" content="x"><link rel="canonical" href="x">'
SITE = "https://example.org/course/"


def test_without_an_address_nothing_points_nowhere(make_page: Callable[..., Page], small: Path) -> None:
    page = make_page("<main></main>", OLD)
    describe_page(page, load_project(small), [])
    assert "og:image" not in serialize_html(page.tree) and "canonical" not in serialize_html(page.tree)


@pytest.fixture
def published(small: Path) -> Path:
    """The small course with an address."""
    file = small / "_quarto.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["website"]["site-url"] = SITE.rstrip("/")
    file.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return small


def test_a_page_with_an_address(make_page: Callable[..., Page], published: Path) -> None:
    project = load_project(published)
    chapters, _ = read_chapters(project)
    front, chapter = make_page("<main></main>", OLD), make_page("<main></main>", path="chapters/01-small.html")
    for page in (front, chapter):
        describe_page(page, project, chapters)
    assert front.tree.xpath("//link[@rel='canonical']/@href") == [SITE]
    assert chapter.tree.xpath("//link[@rel='canonical']/@href") == [f"{SITE}chapters/01-small.html"]
    images = front.tree.xpath("//meta[@property='og:image']/@content")
    assert images == [f"{SITE}assets/images/social-preview.png"]
    assert (published / images[0].removeprefix(SITE)).read_bytes().startswith(b"\x89PNG")
    assert front.tree.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    course = json.loads(front.tree.xpath("string(//script[@type='application/ld+json'])"))
    assert course["@type"] == "Course" and course["hasPart"][0]["url"] == f"{SITE}chapters/01-small.html"
    assert not chapter.tree.xpath("//script")
    write_sitemap(front.site, [front, chapter], site_address(project))
    sitemap = (front.site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{SITE}</loc>" in sitemap and f"<loc>{SITE}chapters/01-small.html</loc>" in sitemap


def test_the_page_that_is_not_there(published: Path, tmp_path: Path) -> None:
    write_not_found(tmp_path, load_project(published))
    text = (tmp_path / "404.html").read_text(encoding="utf-8")
    assert 'href="/course/index.html"' in text and "Page not found" in text


def test_a_copy_is_plain_markdown(make_page: Callable[..., Page]) -> None:
    page = make_page(
        """<main><header><h1 class="title">T</h1></header><div class="downloads">PDF</div><section id="s">
        <h2><a class="exercise-number" href="#s">1.1</a> Do it</h2>
        <details class="exercise-part"><summary>Given <span>first</span></summary>
        <pre class="sourceCode python cell-code"><code>x = 1</code></pre></details>
        <p><a class="x" href="b.html#c">b</a></p></section><button>Copy</button></main>"""
    )
    with MarkdownCopies(page.site / "cache") as copies:
        copies.add(page)
    assert page.path.with_suffix(".llms.md").read_text(encoding="utf-8") == (
        "# T\n\n## 1.1 Do it\n\n**Given**\n\n``` python\nx = 1\n```\n\n[b](b.llms.md#c)\n"
    )


@pytest.mark.parametrize("base", ["", "https://example.org/course/"])
@pytest.mark.parametrize("description", ["", "What it is."])
def test_models_find_all_pages_in_order(tmp_path: Path, base: str, description: str) -> None:
    for page, title in {"pages/data": "Data card", "index": "The course", "chapters/01-one": "One"}.items():
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / f"{page}.llms.md").write_text(f"# {title}\n\nWords.\n", encoding="utf-8")
    website = {"title": "A course", "description": description, "site-url": base.rstrip("/")}
    write_list(Project(Path(), {"website": website}, ()), tmp_path)
    lines = ["[The course](|index.llms.md)", "[One](|chapters/01-one.llms.md)", "[Data card](|pages/data.llms.md)"]
    about = "> What it is.\n\n" if description else ""
    listed = "".join(f"- {line.replace('|', base)}\n" for line in lines)
    assert (tmp_path / "llms.txt").read_text(encoding="utf-8") == f"# A course\n\n{about}## Pages\n\n{listed}"


def test_a_preview_leaves_no_copies_that_are_older_than_their_pages(make_page: Callable[..., Page]) -> None:
    site = make_page("<main><h1>T</h1><p>Words.</p></main>").site
    for name in ("index.llms.md", "llms.txt"):
        (site / name).write_text("old", encoding="utf-8")
    remove_copies(site, [make_page("<main></main>")])
    assert not list(site.glob("*llms*"))


def test_terms_are_their_sentences(make_page: Callable[..., Page]) -> None:
    term = '<div id="loss" class="term"><p><strong>Loss</strong>: a number. <a href="../a.html#b">1.1 A</a></p></div>'
    page = make_page(f"<main>{term}</main>")
    write_terms(page)
    script = (page.site / GLOSSARY_TERMS.file).read_text(encoding="utf-8")
    assert script == 'globalThis.courseTerms={"loss":"Loss: a number."};\n'


def test_objects_have_their_addresses(make_page: Callable[..., Page]) -> None:
    cells = "".join(f"<tr><td><code>{code}</code></td></tr>" for code in ("nn.ReLU(x)", "a = 1", "unknown()"))
    page = make_page(f"<main><table><tbody>{cells}</tbody></table></main>")
    link_objects(page, {"nn.ReLU": "https://r", "a": "https://a"})
    assert page.tree.xpath("//td/a/@href") == ["https://r", "https://a"]
    assert page.tree.xpath("//td/code") and page.tree.xpath("//td/a/code")
