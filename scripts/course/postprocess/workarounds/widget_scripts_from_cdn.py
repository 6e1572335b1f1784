"""Fault: Quarto loads RequireJS and jQuery from a CDN where an output is HTML, as tables are, in case of a widget.

Seen in Quarto 1.10.18. Needless with the first release that loads them for widgets alone, or from the site.
"""

from course.postprocess.page import Page, remove

SCRIPTS = (
    "//script[starts-with(@src, 'https://cdn.jsdelivr.net/npm/requirejs@')"
    " or starts-with(@src, 'https://cdn.jsdelivr.net/npm/jquery@')"
    " or not(@src) and starts-with(normalize-space(.), \"define('jquery'\")]"
)


def remove_widget_scripts(page: Page) -> None:
    """Remove the scripts for Jupyter widgets, which this course has none of."""
    for script in page.tree.xpath(SCRIPTS):
        remove(script)
