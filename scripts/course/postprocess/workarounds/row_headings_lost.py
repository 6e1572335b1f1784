"""Fault: a table in smalldocs' Markdown cannot have row headings; the extension's filter makes them bold cells instead.

Seen in smalldocs 0.5.4. Needless with the first release that reads tables in HTML as they are.
"""

from course.common.html import with_class
from course.postprocess.page import Page

LABELS = (
    f"//{with_class('cell-output-display')}//tbody/tr/td[not(preceding-sibling::td) and count(*) = 1 and strong"
    " and not(text()[normalize-space()])]"
)


def restore_row_headings(page: Page) -> None:
    """Make headings of bold first cells in the tables of outputs."""
    if page.tool == "smalldocs":
        for cell in page.tree.xpath(LABELS):
            cell.tag = "th"
            cell.set("scope", "row")
            cell[0].drop_tag()
