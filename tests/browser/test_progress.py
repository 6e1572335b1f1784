"""Progress: marks are counted at the chapter's head, in the sidebar and on the front page, and outlive the page."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from visits import WIDTHS, visit

FIRST = "chapters/01-introduction-to-pytorch.html"
SECOND = "chapters/02-training-a-neural-network.html"
KEY = "pytorch-course.done"
PRACTICE_KEY = "pytorch-course.practice"
STORE = {
    "blocked": "Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
    "no JSON": f"localStorage.setItem('{KEY}', '{{'); localStorage.setItem('{PRACTICE_KEY}', 'x')",
    "other JSON": f"localStorage.setItem('{KEY}', '[1, null, {{}}]'); localStorage.setItem('{PRACTICE_KEY}', '7')",
}


def count(page: Page) -> str:
    """What the page's own count says."""
    return page.locator(".course-progress [role=status]").inner_text()


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_are_counted_everywhere_and_reset(browser: Browser, origin: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    visited = visit(context, origin, SECOND)
    page = visited.page
    assert count(page) == "0 of 10 done"
    assert not page.get_by_role("button", name="Reset").is_visible()
    page.get_by_label("Exercise 2.1 is done").check()
    page.get_by_label("Exercise 2.3 is done").check()
    assert count(page) == "2 of 10 done"
    page.reload()
    assert page.get_by_label("Exercise 2.3 is done").is_checked()
    assert count(page) == "2 of 10 done"
    sidebar = page.locator(".sidebar-exercises")
    assert sidebar.locator("summary").all_text_contents() == [
        "4 exercises",
        "2 of 10 done",
        "8 exercises",
        "6 exercises",
    ]
    assert sidebar.locator(".is-done").all_text_contents()[1].startswith("2.3")

    page.goto(f"{origin}/{FIRST}")
    assert count(page) == "0 of 4 done"
    page.get_by_label("Exercise 1.1 is done").check()
    page.goto(f"{origin}/index.html")
    assert count(page) == "3 of 28 done"
    assert page.locator(".chapter-progress").all_inner_texts() == [
        "1 of 4 done",
        "2 of 10 done",
        "0 of 8 done",
        "0 of 6 done",
    ]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    following = page.locator(".course-start a")
    assert following.inner_text() == "Continue: 1.2 Creating tensors from NumPy arrays"
    following.click()
    page.wait_for_url(f"**/{FIRST}#tensors-from-numpy")

    page.get_by_role("button", name="Reset").click()
    assert count(page).startswith("1 of 4 done")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_role("button", name="Yes, reset").click()
    assert count(page) == "0 of 4 done"
    page.goto(f"{origin}/index.html")
    assert count(page) == "2 of 28 done"
    assert visited.problems == []
    context.close()


def test_all_done_and_other_tabs(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    front, chapter = visit(context, origin, "index.html").page, visit(context, origin, FIRST).page
    chapter.get_by_label("Exercise 1.1 is done").check()
    expect(front.locator(".course-progress")).to_contain_text("1 of 28 done")
    keys = "links => links.map(l => l.pathname.split('/').pop().replace('.html', '') + l.hash)"
    marks = json.dumps(front.locator(".sidebar-exercises a").evaluate_all(keys))
    chapter.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, marks])
    expect(front.locator(".course-start")).to_have_text("You have done every exercise. Once more?")
    chapter.evaluate("localStorage.clear()")
    expect(front.locator(".course-progress")).to_contain_text("0 of 28 done")
    context.close()


@pytest.mark.parametrize("state", STORE)
def test_storage_that_is_blocked_full_or_holds_garbage(browser: Browser, origin: str, state: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(STORE[state])
    visited = visit(context, origin, FIRST)
    page = visited.page
    assert count(page) == "0 of 4 done"
    page.get_by_label("Exercise 1.2 is done").check()
    assert count(page) == "1 of 4 done"
    page.get_by_role("switch", name="Practice mode").check()
    expect(page.get_by_text("Show the answer")).to_have_count(4)
    assert page.get_by_text("Show the answer").first.is_visible()
    # Quarto's own scripts are not up to it
    assert visited.problems == [] or "quarto" in page.locator("meta[name=generator]").get_attribute("content")
    context.close()
