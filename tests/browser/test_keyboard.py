"""One exercise by keyboard alone: Tab, Enter and Space, with the focus always to be seen."""

import pytest
from playwright.sync_api import Browser, Page

from visits import visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it must then be marked."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    else:
        pytest.fail(f"Tab does not reach {selector}")
    outline = "getComputedStyle(document.activeElement).outline"
    assert page.evaluate(f"document.activeElement.matches(':focus-visible') && parseFloat({outline}Width)") >= 2


def test_one_exercise(browser: Browser, origin: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = visit(context, origin, CHAPTER).page
    exercise = "#creating-tensors"
    tab_to(page, ".practice-switch input")
    page.keyboard.press("Space")
    tab_to(page, f"{exercise} .exercise-given > summary")
    page.keyboard.press("Enter")
    assert page.locator(f"{exercise} .exercise-given code").first.is_visible()
    answer = page.locator(f"{exercise} .exercise-answer code").first
    tab_to(page, f"{exercise} .copy-tools button")
    page.keyboard.press("Enter")
    page.locator(f"{exercise} .copy-status", has_text="Copied").wait_for()
    assert "torch.tensor(list_a)" in page.evaluate("navigator.clipboard.readText()")
    tab_to(page, f"{exercise} .exercise-answer .exercise-fold > summary")
    assert not answer.is_visible()
    page.keyboard.press("Enter")
    assert answer.is_visible()
    tab_to(page, f"{exercise} .exercise-explanation .exercise-fold > summary")
    page.keyboard.press("Space")
    tab_to(page, f"{exercise} .exercise-done input")
    page.keyboard.press("Space")
    assert "1 of 4 done" in page.locator(".course-progress").inner_text()
    context.close()
