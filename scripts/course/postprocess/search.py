"""The search: its button on every page, and its index, made of the pages that readers see."""

import posixpath
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lxml.html import HtmlElement, fragment_fromstring

from course.common.data_scripts import SEARCH_INDEX
from course.common.html import text_of, with_class
from course.postprocess.page import Page

BUTTON = """\
<div class="course-search"><button type="button" class="course-search-button" aria-haspopup="dialog"
 aria-keyshortcuts="/ f s"><i class="bi bi-search" aria-hidden="true"></i><span> Search</span></button></div>"""
# Where the button stands: in the header
PLACE = "//*[@id='course-search']"
OBJECTS = "//main//tbody/tr[td[1]//code][td//a[contains(@href, '#')]]"
TERMS = f"//main//{with_class('term')}[@id]"
SECTIONS = "//main//section[@id][h2 or h3]"
# Other words for a term, in its markup
ALSO = "data-also"
NUMBER = f".//{with_class('exercise-number')}"
# What readers read is text; of the code outside of checks, names count; outputs and formulas on their own lines do not
CODE = f".//pre[not(ancestor::{with_class('cell-output')} or ancestor::{with_class('exercise-check')})]"
NO_TEXT = " | ".join(
    f".//{path}"
    for path in (
        *("pre", "thead", "script", "style", "svg", "summary", "annotation", "math[@display='block']"),
        with_class("cell-output"),
        with_class("exercise-part-title"),
    )
)
NAME = re.compile(r"[A-Za-z_][\w.]*\w")
WORD = re.compile(r"\w+")


@dataclass
class Entry:
    """A place that the search finds.

    Attributes:
        kind: "exercise", "task", "section", "chapter", "page", "term" or "object".
        title: Its heading or name.
        href: Its address below the site, with its anchor.
        number: Such as "3.5", of an exercise; of a chapter "3".
        where: The page that holds it.
        names: The terms and objects that it introduces.
        about: What is said of them elsewhere.
        text: Its words.
        code: The names in its code.
    """

    kind: str
    title: str
    href: str
    number: str = ""
    where: str = ""
    names: list[str] = field(default_factory=list)
    about: str = ""
    text: str = ""
    code: str = ""


def add_search(page: Page) -> None:
    """Put the button that opens the search on a page."""
    for place in page.tree.xpath(PLACE):
        place.append(fragment_fromstring(BUTTON))


def add_object_anchors(page: Page) -> None:
    """Name the rows of tables that say in which exercise an object is introduced, so that links can lead to them."""
    taken = set(page.tree.xpath("//@id"))
    for row in page.tree.xpath(OBJECTS):
        name = "object-" + "-".join(WORD.findall(text_of(row[0]).partition("(")[0]))
        if name not in taken:
            taken.add(name)
            row.set("id", name)


def write_index(pages: list[Page], site: Path) -> None:
    """Write the index of all pages into the site. Raises OSError."""
    entries = [entry for page in pages for entry in index_page(page)]
    teaching = {entry.href: entry for entry in entries if entry.kind in ("exercise", "task")}
    for page in pages:
        for element in page.tree.xpath(f"{TERMS} | {OBJECTS}"):
            for exercise in filter(None, map(teaching.get, targets(page, element))):
                exercise.names += names_of(element)
                exercise.about = f"{exercise.about} {description_of(element)}".strip()
    made = [{name: value for name, value in asdict(entry).items() if value} for entry in entries]
    SEARCH_INDEX.write(site, made)


def index_page(page: Page) -> Iterator[Entry]:
    """What the search finds on a page."""
    path = page.path.relative_to(page.site).as_posix()
    heading = page.tree.xpath("//main//h1") or page.tree.xpath("//title")
    title = text_of(heading[0]) if heading else path
    description = "".join(page.tree.xpath("/html/head/meta[@name='description']/@content")[:1])
    exercises = page.tree.xpath(f"//main{NUMBER[1:]}")
    number = text_of(exercises[0]).partition(".")[0] if exercises else ""
    yield Entry("chapter" if number else "page", title, path, number, text=description)
    for section in page.tree.xpath(SECTIONS):
        yield index_section(section, f"{path}#{section.get('id')}", title)
    for element in page.tree.xpath(f"{TERMS} | {OBJECTS}[@id]"):
        kind = "object" if element.tag == "tr" else "term"
        name, *others = names_of(element)
        anchor = f"{path}#{element.get('id')}"
        yield Entry(kind, name, anchor, names=others, text=description_of(element))


def index_section(section: HtmlElement, href: str, where: str) -> Entry:
    """A section without those in it that stand for themselves."""
    own = deepcopy(section)
    own.tail = None
    for inner in own.xpath(f".//section[@id] | .//{with_class('term')}[@id] | .//tr[@id]"):
        inner.drop_tree()
    heading = own.xpath("h2 | h3")[0]
    code = " ".join(dict.fromkeys(name for block in own.xpath(CODE) for name in NAME.findall(block.text_content())))
    for element in own.xpath(NO_TEXT):
        element.drop_tree()
    numbers = heading.xpath(NUMBER)
    number = text_of(numbers[0]) if numbers else ""
    for element in numbers:
        element.drop_tree()
    title = text_of(heading)
    heading.drop_tree()
    is_task = "exercise-task" in f"{section.get('class')} {heading.get('class')}".split()
    kind = "exercise" if number else "task" if is_task else "section"
    return Entry(kind, title, href, number, where, text=text_of(own), code=code)


def names_of(element: HtmlElement) -> list[str]:
    """The name of a term, which is set in bold, or of a row's object, and what else readers look for it by."""
    bold = element.xpath(".//strong")
    name = text_of(element[0] if element.tag == "tr" else bold[0] if bold else element)
    return [name, *filter(None, [element.get(ALSO)])]


def description_of(element: HtmlElement) -> str:
    """What a term or an object is, without the links to exercises."""
    own = deepcopy(element[1] if element.tag == "tr" else element)
    for link in own.xpath(".//a"):
        link.drop_tree()
    return text_of(own)


def targets(page: Page, element: HtmlElement) -> list[str]:
    """What the links in a part of a page lead to, below the site."""
    folder = posixpath.dirname(page.path.relative_to(page.site).as_posix())
    return [posixpath.normpath(posixpath.join(folder, link)) for link in element.xpath(".//a/@href")]
