"""What a reader waits for: bytes and requests of a first and of a second page, what is late, the size of PDFs."""

import pikepdf
import pytest
from playwright.sync_api import Browser

from support import Build
from visits import visit
from weigh import load, packed

CHAPTER = "chapters/01-introduction-to-pytorch.html"
FIRST, SECOND, REQUESTS = 150_000, 30_000, 20
PDF = 1_000_000


def test_visits_are_light(browser: Browser, site: Build) -> None:
    with packed(site.site) as origin:
        for chapter in sorted(site.site.glob("chapters/*.html")):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            first = load(context, f"{origin}/chapters/{chapter.name}")
            context.close()
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            load(context, f"{origin}/index.html")
            second = load(context, f"{origin}/chapters/{chapter.name}")
            context.close()
            assert first.bytes() <= FIRST and len(first.sizes) <= REQUESTS, (chapter.name, first.sizes)
            assert second.bytes() <= SECOND, (chapter.name, second.sizes)
            assert all(address.startswith(origin) for address in (*first.sizes, *second.sizes))


def test_figures_are_late_and_have_their_room(browser: Browser, site: Build, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    for chapter in sorted(site.site.glob("chapters/*.html")):
        seen = visit(context, origin, f"chapters/{chapter.name}")
        images = seen.page.locator("main img").evaluate_all(
            "all => all.map(i => [i.loading, +i.getAttribute('width'), +i.getAttribute('height')])"
        )
        assert images and all(late == "lazy" and width > 200 and height > 100 for late, width, height in images)
        assert seen.problems == []
        seen.page.close()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_loads(browser: Browser, origin: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(
        "window.moved = []; new PerformanceObserver(list => list.getEntries().forEach(e => moved.push(e.value)))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    for path in ("index.html", CHAPTER):
        assert visit(context, origin, path).page.evaluate("moved") == []
    context.close()


def test_a_search_result_shows_what_was_searched_for(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    seen = visit(context, origin, "index.html")
    assert not any(
        "search" in r for r in seen.page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    )
    seen.page.locator("#quarto-search input, .sidebar-search input").first.click()
    seen.page.keyboard.type("sigmoid", delay=20)
    result = seen.page.locator(
        ":is(#quarto-search-results, .smalldocs-search-results) a[href*='sigmoid-softmax']"
    ).first
    result.click()
    seen.page.wait_for_url(f"**/{CHAPTER}**")
    assert seen.problems == []
    if "quarto" in seen.page.locator("meta[name=generator]").get_attribute("content"):
        seen.page.locator("main mark").first.wait_for()
        assert "q=" not in seen.page.locator(".nav-page-next a").get_attribute("href")
    context.close()


def test_the_keyboard_opens_the_search(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, CHAPTER).page
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.matches('#quarto-search input, .sidebar-search input')")
    context.close()


def test_pdfs_open_at_once(site: Build) -> None:
    for path in sorted(site.site.glob("chapters/*.pdf")):
        with pikepdf.open(path) as document:
            assert document.is_linearized and document.Root.MarkInfo.Marked and "/StructTreeRoot" in document.Root
        assert path.stat().st_size < PDF, path.name
