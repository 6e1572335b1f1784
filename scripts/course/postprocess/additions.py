"""What this project adds to every page, whichever tool rendered it."""

from lxml.html import builder, fragment_fromstring

from course.postprocess.page import Page
from course.postprocess.provenance import Provenance, provenance_html


def add_script(page: Page) -> None:
    """Load our script in a page's head."""
    page.head.append(builder.SCRIPT(type="module", src=f"{page.root}assets/scripts/course.js"))


def add_provenance(page: Page, provenance: Provenance) -> None:
    """Say at a page's foot what it was made with."""
    page.main.append(fragment_fromstring(provenance_html(provenance, page.root)))
