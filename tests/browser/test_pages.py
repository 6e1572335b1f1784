"""The built pages in a browser: light or dark as the reader wants, without scripts, one after the other."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser

from visits import WIDTHS, visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"


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


def test_without_javascript_everything_can_be_read_and_no_control_is_there(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{CHAPTER}")
    assert page.locator("main :is(input, button.course-button, .exercise-fold > summary):visible").count() == 0
    assert page.locator("section.exercise-answer code").first.is_visible()
    text = page.locator("main").inner_text()
    assert "Creating tensors and accessing attributes" in text
    assert "tensor([1, 2, 3, 4])" in text
    page.locator("details.exercise-check summary").first.click()
    assert page.locator("details.exercise-check code").first.is_visible()
    # Nothing that only a script can make work
    assert page.locator(":is(.course-search, .quarto-color-scheme-toggle, optimizer-lab):visible").count() == 0
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme, light", [("dark", False), ("light", True)])
def test_without_javascript_pages_follow_the_system(
    browser: Browser, origin: str, width: int, scheme: Literal["dark", "light"], light: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=False, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{origin}/{CHAPTER}")

    def lightness(selector: str, name: str) -> float:
        color = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")
        return sum(map(float, re.findall(r"[\d.]+", color)[:3])) / 3 / 255

    assert (lightness("body", "backgroundColor") > 0.9) is light
    assert (lightness("div.sourceCode", "backgroundColor") > 0.9) is light
    for text in ("main p", "main h2", "code span.kw", "#quarto-sidebar .sidebar-link"):
        assert (lightness(text, "color") < 0.55) is light, text
    inverted = page.locator(".cell-output-display img").first.evaluate("image => getComputedStyle(image).filter")
    assert ("invert" in inverted) is not light
    context.close()


def test_previous_and_next_lead_through_the_site(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, "index.html").page
    page.locator(".nav-page-next a").click()
    page.wait_for_url(f"**/{CHAPTER}")
    page.locator(".nav-page-previous a").click()
    page.wait_for_url(re.compile(r"/(index\.html)?$"))
    context.close()
