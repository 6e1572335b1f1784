"""Fault: a page has several navigations without names, which a screen reader cannot tell apart.

Seen in Quarto 1.10.18 and smalldocs 0.5.4. Needless with the first releases that write `aria-label` on each.
"""

from course.common.html import with_class
from course.postprocess.page import Page

NAMES = {
    "nav[@id='quarto-sidebar']": "Site",
    "nav[@id='TOC']": "On this page",
    with_class("page-navigation", "nav"): "Previous and next page",
}


def name_navigations(page: Page) -> None:
    """Name the navigations that have no name."""
    for step, name in NAMES.items():
        for navigation in page.tree.xpath(f"//{step}[not(@aria-label)]"):
            navigation.set("aria-label", name)
