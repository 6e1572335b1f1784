"""What a chapter's page costs a reader: bytes, requests and other origins, on a first visit and on a second page."""

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.lighthouse import ALONE, FLAGS
from weigh import packed, visits

INLINE = re.compile(r'"data:image/[^"]*"')


@dataclass(frozen=True)
class BuiltSite:
    """The site that a tool made.

    Attributes:
        tool: Its name.
        folder: Where the site is.
        pages: Of its chapters, as addresses within the folder.
        front: What a reader opens before, or empty where there is only another chapter.
    """

    tool: str
    folder: Path
    pages: tuple[str, ...]
    front: str


@dataclass(frozen=True)
class Weight:
    """A chapter's page. Bytes as they come over the wire (gzip, headers included), without figures.

    Attributes:
        page: The address.
        first: Bytes on a first visit.
        requests: On a first visit.
        elsewhere: Those of them that go to another origin. They are not let through, and their bytes not counted.
        second: Bytes after another page of the site.
    """

    page: str
    first: int
    requests: int
    elsewhere: int
    second: int


def weigh(sites: Sequence[BuiltSite], browser: str) -> dict[str, list[Weight]]:
    """Visit every chapter of the sites. browser: the program."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=[*FLAGS[1:], ALONE])
        try:
            return {site.tool: weights(chromium, site) for site in sites}
        finally:
            chromium.close()


def weights(browser: Browser, site: BuiltSite) -> list[Weight]:
    """The weight of each chapter of a site."""
    found = []
    with packed(site.folder) as origin:
        for page in site.pages:
            figures = inline_figures((site.folder / page).read_text(encoding="utf-8"))
            front = site.front or next(other for other in site.pages if other != page)
            first, second = visits(browser, origin, page, front)
            elsewhere = [address for address in first.asked if not address.startswith(origin)]
            weight = Weight(page, first.bytes() - figures, len(first.asked), len(elsewhere), second.bytes() - figures)
            found.append(weight)
    return found


def inline_figures(page: str) -> int:
    """The bytes over the wire of the figures that stand in a page's own text."""
    without = INLINE.sub('""', page)
    return len(gzip.compress(page.encode(), mtime=0)) - len(gzip.compress(without.encode(), mtime=0))


def heaviest(weights: Sequence[Weight]) -> Weight:
    """The most of everything among a site's chapters."""
    return Weight(
        "",
        max(weight.first for weight in weights),
        max(weight.requests for weight in weights),
        max(weight.elsewhere for weight in weights),
        max(weight.second for weight in weights),
    )
