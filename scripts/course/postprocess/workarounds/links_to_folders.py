"""Fault: links to the front page lead to its folder, which browsers list where a page is opened from the disk.

Seen in Quarto 1.10.18 and smalldocs 0.5.4. Needless with the first releases that write `index.html`.
"""

from course.postprocess.page import Page

FOLDERS = "//a[@href and not(contains(@href, ':'))]"


def name_files(page: Page) -> None:
    """Lead links to folders of the site to the pages in them."""
    for link in page.tree.xpath(FOLDERS):
        address = link.get("href")
        if address.endswith("/") or address in (".", ".."):
            link.set("href", f"{address.rstrip('/')}/index.html")
