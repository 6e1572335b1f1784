"""Fault: the engines write their search's index, and Quarto its options into every page, although search is off.

Seen in Quarto 1.10.18 and smalldocs 0.5.4. Needless with the first releases that heed `search: false`.
"""

from pathlib import Path

from course.postprocess.page import Page, remove

INDEX = "search.json"
PARTS = "//script[@id='quarto-search-options'] | //*[@id='quarto-search-results']"


def remove_search(page: Page) -> None:
    """Remove what Quarto's search left on a page."""
    for element in page.tree.xpath(PARTS):
        remove(element)


def remove_index(site: Path) -> None:
    """Remove the engine's index. Raises OSError."""
    (site / INDEX).unlink(missing_ok=True)
