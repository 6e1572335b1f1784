"""The site under the headers that its page on hosting asks for: nothing is refused, and everything works."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from course.render import http_headers as headers
from crawl import WATCH_POLICY
from hosts import hosted
from support import Build
from visits import visit

CHAPTER = "chapters/03-architecture-and-hyperparameters.html"


@pytest.fixture
def strict(site: Build) -> Iterator[str]:
    """The address of a built site on a host that sends its headers."""
    with hosted(site.site) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.add_init_script(WATCH_POLICY)
    yield opened
    opened.close()


def test_the_policy_is_strict_and_sent(context: BrowserContext, strict: str) -> None:
    # The hash of an empty text, which Quarto's style element for links to headings is at first
    empty = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    words = " ".join(headers.POLICY.values()).replace(f"'sha256-{empty}'", "")
    assert set(words.split()) == {"'none'", "'self'", "data:"}
    page = context.new_page()
    answer = page.goto(f"{strict}/index.html")
    assert answer
    sent = answer.headers
    assert sent["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert (sent["x-content-type-options"], sent["cache-control"]) == ("nosniff", "no-cache")
    for sheet in page.locator("link[href*='site_libs/optimized/']").evaluate_all("all => all.map(link => link.href)"):
        assert "immutable" in context.request.get(sheet).headers["cache-control"]
    # It does refuse: the crawl would see it
    seen = visit(context, strict, "index.html")
    for violation, script in (
        ("script-src-attr inline", "document.body.setAttribute('onclick', 'x()')"),
        ("style-src-attr inline", "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')"),
    ):
        with seen.page.expect_console_message(lambda message, words=violation: message.text == words):
            seen.page.evaluate(script)
        assert f"console: {violation}" in seen.problems


def test_a_chapter_works_under_the_policy(context: BrowserContext, strict: str) -> None:
    seen = visit(context, strict, CHAPTER)
    page = seen.page
    page.get_by_role("switch", name="Practice mode").check()
    page.get_by_text("Show the answer").first.click()
    page.get_by_role("switch", name="Practice mode").uncheck()
    page.locator(".code-copy:visible").first.click()
    page.locator(".figure-open:visible").first.click()
    page.locator(".figure-scroller img").evaluate("image => image.decode()")
    page.keyboard.press("Escape")
    page.locator("main a[href*='glossary.html#']").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.locator(".exercise-done input").first.check()
    expect(page.locator(".course-progress")).to_contain_text("1 of ")
    answer = page.locator(".exercise-answer").first
    answer.get_by_role("button", name="Copy runnable").click()
    answer.locator(".copy-status", has_text="Copied").wait_for()
    lab = page.locator("#rate-lab")
    lab.evaluate("lab => lab.scrollIntoView()")
    expect(lab.locator(".lab-verdict")).to_contain_text("After")
    before = lab.locator(".lab-verdict").inner_text()
    lab.locator("button[data-learning-rate]:visible").first.click()
    lab.get_by_role("button", name="Play").click()
    lab.get_by_role("button", name="Copy link").click()
    lab.locator("input[name=momentum]").fill("0.9")
    expect(lab.locator(".lab-verdict")).not_to_have_text(before)
    assert lab.locator(".lab-curve").evaluate("c => getComputedStyle(c).fill") == "none"
    page.locator(".course-search-button:visible").first.click()
    page.keyboard.type("Softmax")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/01-introduction-to-pytorch.html**")
    page.wait_for_load_state("networkidle")
    assert seen.problems == []


def test_the_menu_of_a_phone_works_under_the_policy(browser: Browser, strict: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.add_init_script(WATCH_POLICY)
    seen = visit(context, strict, CHAPTER)
    page = seen.page
    page.locator(".course-menu").click()
    page.locator("#quarto-sidebar .sidebar-link[href*='02-training']").click()
    page.wait_for_url("**/02-training-a-neural-network.html")
    page.wait_for_load_state("networkidle")
    page.evaluate("location.hash = '#using-mse-loss'")
    assert seen.problems == []
    context.close()
