"""What a reader waits for: bytes and requests of a first and of a second page, PDFs that open at once."""

import gzip
from collections.abc import Callable

import lxml.html
import pikepdf
import pytest
from playwright.sync_api import Browser

from support import ENGINES, Build
from weigh import packed, visits

# Bytes of a first visit, by engine, and how many requests
FIRST, REQUESTS = {"portable": 90_000, "quarto": 120_000}, 20
# A second page is what is written on it, so much more for what that is marked up with, and bytes of what stands around
MARKUP, FRAME = 1.3, 5_000
PDF = 1_000_000


# The crawl weighs the files in every run
@pytest.mark.full
@pytest.mark.seconds(30)
@pytest.mark.parametrize("engine", ENGINES)
def test_visits_are_light(browser: Browser, sites: Callable[[str], Build], engine: str) -> None:
    site = sites(engine)
    with packed(site.site) as origin:
        for chapter in sorted(site.site.glob("chapters/*.html")):
            first, second = visits(browser, origin, f"chapters/{chapter.name}", "index.html")
            assert first.bytes() <= FIRST[engine] and len(first.sizes) <= REQUESTS, (chapter.name, first.sizes)
            words = gzip.compress(lxml.html.parse(chapter).getroot().text_content().encode())
            assert second.bytes() <= MARKUP * len(words) + FRAME, (chapter.name, len(words), second.sizes)
            assert all(address.startswith(origin) for address in (*first.sizes, *second.sizes))


def test_pdfs_open_at_once(site: Build) -> None:
    for path in sorted(site.site.glob("chapters/*.pdf")):
        with pikepdf.open(path) as document:
            assert document.is_linearized and document.Root.MarkInfo.Marked and "/StructTreeRoot" in document.Root
        assert path.stat().st_size < PDF, path.name
