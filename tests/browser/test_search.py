"""The search: by mouse and by keyboard, up to the words on the page that it leads to."""

from playwright.sync_api import Browser

from visits import visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"


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
