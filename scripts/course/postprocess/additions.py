"""What this project adds to every page, whichever tool rendered it."""

import posixpath

from lxml.html import builder, fragment_fromstring

from course.common.console import count
from course.common.html import with_class
from course.postprocess.page import Page
from course.postprocess.provenance import Provenance, provenance_html
from course.source.chapters import Chapter

SIDEBAR = "//*[@id='quarto-sidebar']"


def add_provenance(page: Page, provenance: Provenance) -> None:
    """Say at a page's foot what it was made with."""
    page.main.append(fragment_fromstring(provenance_html(provenance, page.root)))


def add_exercises(page: Page, chapters: list[Chapter], titles: dict[str, str]) -> None:
    """Put each chapter's exercises below its link in the sidebar, folded on all pages but the chapter's own.

    An author may render a page without the sidebar, but no chapter.

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
