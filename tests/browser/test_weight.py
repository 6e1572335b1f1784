"""What a reader waits for: bytes and requests of a first and of a second page, PDFs that open at once."""

import pikepdf
import pytest
from playwright.sync_api import Browser

from support import Build
from weigh import packed, visits

FIRST, SECOND, REQUESTS = 150_000, 30_000, 20
PDF = 1_000_000


# The crawl weighs the files in every run
@pytest.mark.full
@pytest.mark.seconds(30)
def test_visits_are_light(browser: Browser, site: Build) -> None:
    with packed(site.site) as origin:
        for chapter in sorted(site.site.glob("chapters/*.html")):
            first, second = visits(browser, origin, f"chapters/{chapter.name}", "index.html")
            assert first.bytes() <= FIRST and len(first.sizes) <= REQUESTS, (chapter.name, first.sizes)
            assert second.bytes() <= SECOND, (chapter.name, second.sizes)
            assert all(address.startswith(origin) for address in (*first.sizes, *second.sizes))


def test_pdfs_open_at_once(site: Build) -> None:
    for path in sorted(site.site.glob("chapters/*.pdf")):
        with pikepdf.open(path) as document:
            assert document.is_linearized and document.Root.MarkInfo.Marked and "/StructTreeRoot" in document.Root
        assert path.stat().st_size < PDF, path.name
