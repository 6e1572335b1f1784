"""What stands around a page's content, the same for both engines: the header, and the sidebar that is its menu."""

import posixpath

from lxml.html import HtmlElement, builder, fragment_fromstring

from course.common.console import count
from course.common.html import with_class
from course.postprocess.page import Page, remove
from course.source.chapters import Chapter

SIDEBAR = "//*[@id='quarto-sidebar']"
# The engines' own headers, and what darkens a page behind their menus
REPLACED = "//body/*[@id='quarto-header'] | //*[@id='quarto-sidebar-glass']"
COLUMNS = "//*[@id='quarto-content']"
TOGGLE = f".//{with_class('quarto-color-scheme-toggle', 'a')}"
SECTIONS = f".//{with_class('sidebar-item-section', 'li')}/{with_class('sidebar-item-container', 'div')}"
# Quarto shows a page's title in its header instead, where a window is narrow
HIDDEN_TITLE = f"//{with_class('title', 'h1')}"
# By these classes the engines' scripts and styles fold the sidebar and its sections
FOLDING = frozenset("collapse collapse-horizontal quarto-sidebar-collapse-item d-none d-lg-block".split())
CONTENT = "quarto-document-content"


def add_header(page: Page, title: str) -> None:
    """Replace the engine's header with the course's, whose button opens the sidebar where a window is narrow.

    The header has the site's title, a place for the search and the switch between light and dark. The sidebar is a
    popover: its button, Esc and a click beside it work without a script. An author may render a page without a sidebar.

    Args:
        page: The page.
        title: Of the site, short enough for a phone.
    """
    body = page.require("/html/body", "body")
    for element in page.tree.xpath(REPLACED):
        remove(element)
    for heading in page.tree.xpath(HIDDEN_TITLE):
        drop_classes(heading)
    page.main.set("id", CONTENT)
    # Without the engines' classes none of their rules hold for columns and sidebar, and their scripts leave those alone
    for columns in page.tree.xpath(COLUMNS):
        columns.set("class", "course-columns")
    # By this id smalldocs' script finds how high the header is, to tell in the outline which section is being read
    name = "quarto-header" if page.tool == "smalldocs" else "course-header"
    bar = builder.E.header(builder.CLASS("course-header"), id=name)
    bar.append(builder.A("Skip to content", builder.CLASS("skip-link"), href=f"#{CONTENT}"))
    if page.tree.xpath(SIDEBAR):
        fill_header(bar, page, title)
    body.insert(0, bar)


def fill_header(bar: HtmlElement, page: Page, title: str) -> None:
    """Move what belongs into the header out of the sidebar, and make a menu of what remains there."""
    sidebar = page.require(SIDEBAR, "sidebar")
    sidebar.set("class", "course-sidebar")
    sidebar.set("popover", "auto")
    button = builder.BUTTON(builder.CLASS("course-menu"), type="button", popovertarget="quarto-sidebar")
    button.attrib.update({"aria-controls": "quarto-sidebar", "aria-expanded": "false", "aria-label": "Menu"})
    bar.append(button)
    bar.append(builder.A(title, builder.CLASS("course-title"), href=f"{page.root}index.html"))
    bar.append(builder.DIV(id="course-search"))
    for toggle in sidebar.xpath(TOGGLE):
        toggle.tail = None
        bar.append(toggle)
    for header in sidebar.xpath(f".//{with_class('sidebar-header')}"):
        remove(header)
    for section in sidebar.xpath(SECTIONS):
        heading = builder.E.p(section.text_content().strip(), builder.CLASS("sidebar-heading"))
        section.getparent().replace(section, heading)
    for group in sidebar.xpath(f".//{with_class('sidebar-section', 'ul')}"):
        drop_classes(group)


def drop_classes(element: HtmlElement) -> None:
    """Drop the classes by which the engines fold and hide."""
    element.set("class", " ".join(name for name in element.get("class", "").split() if name not in FOLDING))


def add_exercises(page: Page, chapters: list[Chapter], titles: dict[str, str]) -> None:
    """Number the chapters in the sidebar, and put each chapter's exercises below its link.

    They are folded on all pages but the chapter's own. An author may render a page without the sidebar, but no chapter.

    Args:
        page: The page.
        chapters: All of the course.
        titles: The HTML of each exercise's title.

    Raises:
        CourseError: The sidebar does not link a chapter.
    """
    if page.path.stem not in {chapter.stem for chapter in chapters} and not page.tree.xpath(SIDEBAR):
        return
    links = page.require(SIDEBAR, "sidebar").xpath(f".//{with_class('sidebar-link', 'a')}")
    for chapter in chapters:
        name = f"{chapter.stem}.html"
        link = next((link for link in links if posixpath.basename(link.get("href", "")) == name), None)
        if link is None:
            raise page.error(f"has no link to {chapter.file} in its sidebar")
        number = builder.SPAN(f"{chapter.number} ", builder.CLASS("chapter-number"))
        link.text = None
        link.insert(0, number)
        items = []
        for exercise in chapter.exercises:
            line = fragment_fromstring(f"{exercise.number} {titles[exercise.title]}", create_parent="a")
            line.set("href", f"{link.get('href')}#{exercise.id}")
            items.append(builder.LI(line))
        details = builder.E.details(
            builder.E.summary(count(len(items), "exercise")), builder.UL(*items), builder.CLASS("sidebar-exercises")
        )
        if "active" in link.get("class").split():
            details.set("open", None)
        box = link.getparent()
        (box if box.tag == "div" and box[-1] is link else link).addnext(details)
