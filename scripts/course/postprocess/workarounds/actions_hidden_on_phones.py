"""Fault: smalldocs links the repository only in the margin, which narrow screens have no room for.

Seen in smalldocs 0.5.4; Quarto repeats the links at the foot. Needless with the first release of smalldocs that does.
"""

from copy import deepcopy

from course.common.html import with_class
from course.postprocess.page import Page, set_class

ACTIONS = f"//{with_class('toc-actions', 'div')}"


def repeat_actions(page: Page) -> None:
    """Repeat the links at the page's foot for narrow screens."""
    found = page.tree.xpath(ACTIONS)
    if page.tool == "smalldocs" and found:
        repeated = deepcopy(found[0])
        repeated.tail = None
        set_class(repeated, "d-lg-none")
        page.main.append(repeated)
