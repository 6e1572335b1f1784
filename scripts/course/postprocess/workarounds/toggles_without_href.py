"""Fault: what unfolds the sidebar and its sections is an `a` with role="navigation" and no address; Tab passes it by.

Seen in Quarto 1.10.18 and smalldocs 0.5.4, which writes the same. Needless with the first releases that use buttons.
"""

from course.postprocess.page import Page


def link_toggles(page: Page) -> None:
    """Make links to what they unfold of the toggles."""
    for toggle in page.tree.xpath("//a[@role='navigation']"):
        del toggle.attrib["role"]
        target = toggle.get("data-bs-target", "")
        toggle.set("href", target if target.startswith("#") else "#quarto-sidebar")
