"""What this project adds to every page, whichever tool rendered it."""

from lxml.html import fragment_fromstring

from course.postprocess.page import Page
from course.postprocess.provenance import Provenance, provenance_html


def add_provenance(page: Page, provenance: Provenance) -> None:
    """Say at a page's foot what it was made with."""
    page.main.append(fragment_fromstring(provenance_html(provenance, page.root)))
