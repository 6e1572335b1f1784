"""The built pages in a browser: nothing broken, usable by keyboard, on a phone, in the dark."""

import re

import pytest
from playwright.sync_api import Browser

from support import Build
from visits import visit

PAGES = ("index.html", "chapters/01-introduction-to-pytorch.html")
CHAPTER = PAGES[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_problem_and_no_sideways_scroll(browser: Browser, origin: str, path: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    seen = visit(context, origin, path)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.problems == []
    context.close()


def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, site: Build, origin: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    for file in sorted((*site.site.glob("chapters/*.html"), *site.site.glob("pages/*.html"))):
        path = file.relative_to(site.site).as_posix()
        seen = visit(context, origin, path)
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert seen.problems == [], path
        seen.page.close()
    context.close()


def test_follows_the_system_and_switches(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    page = visit(context, origin, CHAPTER).page

    def background() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert background() == "rgb(20, 25, 31)"
    page.locator(".quarto-color-scheme-toggle:visible").first.click()
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'")
    page.reload()
    assert background() == "rgb(255, 255, 255)", "the choice is remembered"
    context.close()


def test_search_finds_softmax(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, "index.html").page
    elsewhere = page.locator("a[href*='sigmoid-softmax']:visible").count()
    page.locator("#quarto-search input, .sidebar-search input").first.click()
    page.keyboard.type("Softmax", delay=20)
    page.wait_for_function(
        "n => [...document.querySelectorAll('a[href*=sigmoid-softmax]')].filter(a => a.checkVisibility()).length > n",
        arg=elsewhere,
    )
    context.close()


def test_folded_parts_open_by_keyboard(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, CHAPTER).page
    details = page.locator("details.exercise-given").first
    assert details.evaluate("d => d.open") is False
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.evaluate("d => d.open") is True
    assert details.locator("code").first.is_visible()
    page.keyboard.press("Space")
    assert details.evaluate("d => d.open") is False
    context.close()


def test_figures_and_formulas_are_drawn(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, CHAPTER).page
    images = page.locator("main img")
    assert images.count() >= 1
    for index in range(images.count()):
        image = images.nth(index)
        image.scroll_into_view_if_needed()
        # It starts to load when it comes near
        assert image.evaluate("i => i.decode().then(() => i.naturalWidth > 200)"), image.get_attribute("src")
        assert len(image.get_attribute("alt") or "") > 40
    formulas = page.locator("main math")
    assert formulas.count() >= 6
    assert formulas.first.evaluate("m => m.getBoundingClientRect().width") > 10
    context.close()


def test_without_javascript_everything_can_be_read(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{CHAPTER}")
    text = page.locator("main").inner_text()
    assert "Creating tensors and accessing attributes" in text
    assert "tensor([1, 2, 3, 4])" in text
    page.locator("details.exercise-check summary").first.click()
    assert page.locator("details.exercise-check code").first.is_visible()
    context.close()


def test_previous_and_next_lead_through_the_site(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, "index.html").page
    page.locator(".nav-page-next a").click()
    page.wait_for_url(f"**/{CHAPTER}")
    page.locator(".nav-page-previous a").click()
    page.wait_for_url(re.compile(r"/(index\.html)?$"))
    context.close()
