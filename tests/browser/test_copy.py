"""Copying an exercise's given and answer together: every copy runs by itself and prints what the page shows."""

import re

from playwright.sync_api import Browser, BrowserContext

from support import Build
from visits import visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"
DATA = "chapters/04-evaluating-and-improving.html"
BUTTON = "Copy runnable"
ALLOWED = ["clipboard-read", "clipboard-write"]
# What a chapter's answers printed, exercise by exercise
PRINTED = """sections => sections.map(s => [...s.querySelectorAll(".exercise-answer .cell-output-stdout")]
  .map(o => o.querySelector("code").textContent.trim()))"""


def copy_all(context: BrowserContext, origin: str, path: str) -> tuple[list[str], list[list[str]]]:
    """The copies that a chapter's buttons make, and what the page shows as printed by the answers."""
    page = visit(context, origin, path).page
    copies = []
    for answer in page.locator(".exercise-answer").all():
        answer.get_by_role("button", name=BUTTON).click()
        answer.locator(".copy-status", has_text="Copied").wait_for()
        copies.append(page.evaluate("navigator.clipboard.readText()"))
    printed = page.locator("section.exercise-heading").evaluate_all(PRINTED)
    page.close()
    return copies, printed


def copies_of_all(browser: Browser, site: Build, origin: str) -> tuple[list[str], list[list[str]]]:
    """The copies that all chapters' buttons make, and what the pages show as printed by the answers."""
    context = browser.new_context(permissions=ALLOWED)
    copies: list[str] = []
    printed: list[list[str]] = []
    for file in sorted(site.site.glob("chapters/*.html")):
        texts, outputs = copy_all(context, origin, f"chapters/{file.name}")
        copies += [re.sub(r"http://[\d.:]+", "", text) for text in texts]
        printed += outputs
    context.close()
    return copies, printed


def test_a_copy_says_where_its_data_is(browser: Browser, origin: str) -> None:
    context = browser.new_context(permissions=ALLOWED)
    page = visit(context, origin, DATA).page
    answer = page.locator("#data-loading .exercise-answer")
    answer.get_by_role("button", name=BUTTON).click()
    answer.locator(".copy-status", has_text="It needs a data file").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    address = f"{origin}/assets/data/water_potability.csv"
    assert address in text
    assert page.request.get(address).ok
    context.close()


def test_code_is_shown_where_the_clipboard_is_denied(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    visited = visit(context, origin, CHAPTER)
    answer = visited.page.locator("#creating-tensors .exercise-answer")
    answer.get_by_role("button", name=BUTTON).click()
    answer.locator("[role=status]", has_text="does not let this page copy").wait_for()
    assert "tensor_a = torch.tensor(list_a)" in visited.page.evaluate("getSelection().toString()")
    assert "list_a = [1, 2, 3, 4]" in answer.locator("textarea").input_value()
    assert visited.problems == []
    context.close()
