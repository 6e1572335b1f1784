"""Fault: the corner of a table, and other empty cells of its head, are headings that say nothing to a screen reader.

Seen in pandas 3.1.1 (`DataFrame.to_html`) and Pandoc 3.9. Needless with the first releases that write `td` there.
"""

from course.postprocess.page import Page


def demote_empty_headings(page: Page) -> None:
    """Make ordinary cells of empty heading cells."""
    for cell in page.tree.xpath("//th[not(*) and not(normalize-space())]"):
        cell.tag = "td"
        cell.text = None
