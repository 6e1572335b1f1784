"""Rules on the built site: links, images, origins, references, navigation and search."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from course.common.data_scripts import SEARCH_INDEX
from course.common.errors import Finding
from course.gate.built_site import Page
from course.gate.context import Context
from course.gate.registry import RULES, at_line, rule
from course.source.chapters import Chapter

ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
REFERENCE = re.compile(r"(?<![\w.])(?P<target>\??@(?:fig|tbl|sec|eq|lst)-[\w-]+)")
# More figures than one cell shows
FIGURES = 20


def pages(context: Context) -> list[Page]:
    """The built pages, none before there are any."""
    return context.site.pages if context.site else []


def source_line(context: Context, page: Page, *words: str) -> int:
    """The line of a page's source that holds one of the words, the first if none does."""
    file = context.project.root / page.source
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    for word in words:
        for number, line in enumerate(lines, start=1):
            if word and word in line:
                return number
    return 1


def finding(context: Context, page: Page, name: str, target: str, message: str) -> Finding:
    """A finding in a page's source, at the line that names the target."""
    path, _, anchor = target.partition("#")
    stem = path.rpartition("/")[2].removesuffix(".html")
    line = source_line(context, page, target, f"#{anchor}" if anchor else "", stem)
    chapter = next((chapter for chapter in context.chapters if chapter.file == page.source), None)
    return at_line(chapter, line, name, message) if chapter else Finding(page.source, line, name, message)


def local(page: Page, links: list[str]) -> Iterator[tuple[str, str, str]]:
    """The links that stay on the site, as written, with the path below the site and the anchor."""
    for link in links:
        if SCHEME.match(link) or ELSEWHERE.match(link) or not link:
            continue
        path, _, anchor = link.partition("#")
        yield link, page.resolve(unquote(path.partition("?")[0])), unquote(anchor)


@rule("broken-link")
def broken_link(context: Context, name: str) -> Iterator[Finding]:
    """A link leads to a page or a file that is not there."""
    for page in pages(context):
        for link, target, _ in local(page, page.links):
            if context.site and not context.site.has(target):
                yield finding(context, page, name, link, f"'{link}' leads to nothing")


def known_ids(context: Context, chapter: Chapter) -> set[str]:
    """The ids in a chapter: of headings, divs, spans, images, equations and cells."""
    given = {element.identifier for element in context.elements(chapter)}
    numbered = {f"{cell.label}-{n}" for cell in chapter.cells for n in range(1, FIGURES)}
    return given | {cell.label for cell in chapter.cells} | numbered


@rule("broken-anchor")
def broken_anchor(context: Context, name: str) -> Iterator[Finding]:
    """A link leads to a place in a page that is not there."""
    for chapter in context.chapters:
        ids = known_ids(context, chapter)
        for element in context.elements(chapter):
            if element.feature == "Link" and element.text.startswith("#") and unquote(element.text[1:]) not in ids:
                yield at_line(chapter, element.line, name, f"the chapter has no {element.text}")
    for page in pages(context):
        for link, target, anchor in local(page, page.links):
            found = context.site.page(target) if context.site else None
            if found and anchor and anchor not in found.ids:
                yield finding(context, page, name, link, f"'{link}': the page has no #{anchor}")


def images_of(context: Context) -> Iterator[tuple[Chapter, int, str]]:
    """The images in the chapters' prose with chapter, line and target.

    Typst refuses to set what is not there, so it must be found before anything is rendered.
    """
    for chapter in context.chapters:
        for element in context.elements(chapter):
            if element.feature == "Image":
                yield chapter, element.line, element.text


@rule("missing-image")
def missing_image(context: Context, name: str) -> Iterator[Finding]:
    """An image, a script or a style is not there."""
    for chapter, number, target in images_of(context):
        if not ELSEWHERE.match(target) and not (chapter.path.parent / unquote(target)).is_file():
            yield at_line(chapter, number, name, f"'{target}' is not there")
    for page in pages(context):
        for link, target, _ in local(page, page.loads):
            if context.site and not context.site.has(target):
                yield finding(context, page, name, link, f"'{link}' is not there")


@rule("foreign-origin")
def foreign_origin(context: Context, name: str) -> Iterator[Finding]:
    """A page loads a script, a style, a font or an image from another origin."""
    for chapter, number, target in images_of(context):
        if ELSEWHERE.match(target):
            yield at_line(chapter, number, name, f"'{target}' is loaded from elsewhere; ship it under assets/")
    for page in pages(context):
        for link in page.loads:
            if ELSEWHERE.match(link):
                yield finding(context, page, name, link, f"'{link}' is loaded from elsewhere; ship it under assets/")
    for path, text in context.site.styles() if context.site else []:
        for link in re.findall(r"(?:@import\s+(?:url\()?|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)", text):
            yield Finding(path, 1, name, f"'{link}' is loaded from elsewhere")


@rule("unresolved-reference")
def unresolved_reference(context: Context, name: str) -> Iterator[Finding]:
    """A reference was not resolved."""
    for chapter in context.chapters:
        ids = known_ids(context, chapter)
        for element in context.elements(chapter):
            if element.feature.startswith("reference:") and element.text not in ids:
                yield at_line(chapter, element.line, name, f"'@{element.text}' refers to nothing in this chapter")
    for page in pages(context):
        for match in REFERENCE.finditer(page.text):
            word = match[0].lstrip("?")
            yield finding(context, page, name, word, f"'{word}' was not resolved; link to an id: [text](#fig-name)")


@rule("not-in-navigation")
def not_in_navigation(context: Context, name: str) -> Iterator[Finding]:
    """A page is not in the navigation."""
    home = context.site.page("index.html") if context.site else None
    reached = {target for _, target, _ in local(home, home.links)} if home else set()
    for page in pages(context):
        if page.path != "index.html" and page.path not in reached:
            yield Finding(
                page.source, 1, name, "no link of the front page's navigation leads here; see sidebar: in _quarto.yml"
            )


@rule("not-in-search")
def not_in_search(context: Context, name: str) -> Iterator[Finding]:
    """A page is not in the search."""
    if context.site:
        found = {entry["href"].partition("#")[0] for entry in SEARCH_INDEX.read(context.site.root) or []}
        for page in pages(context):
            if page.path not in found:
                yield Finding(page.source, 1, name, "the index of the search does not know this page")


# What is not looked for everywhere without a site
SITE_RULES = {one.id for one in RULES if one.check.__module__ == __name__}
