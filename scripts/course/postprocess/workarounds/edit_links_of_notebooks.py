"""Fault: Quarto's link to edit a page that it makes of a notebook leads to github.dev and to that notebook.

Seen in Quarto 1.10. The build hands chapters to Quarto as notebooks, but their sources are `.qmd` files. Needless with
the first release in which a notebook can name its source.
"""

import re

from course.common.html import with_class
from course.postprocess.page import Page

NOTEBOOK = re.compile(r"https://github\.dev/(?P<name>[^/]+/[^/]+)/blob/(?P<path>.+)\.ipynb")
ACTIONS = f"//{with_class('toc-actions', 'div')}//a[@href]"


def link_sources(page: Page) -> None:
    """Lead the links to edit a page to its source on GitHub."""
    for link in page.tree.xpath(ACTIONS):
        if found := NOTEBOOK.fullmatch(link.get("href")):
            link.set("href", f"https://github.com/{found['name']}/edit/{found['path']}.qmd")
