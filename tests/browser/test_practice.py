"""Practice mode: answers and explanations folded until asked for, remembered, printed whole, opened by links."""

import pytest
from playwright.sync_api import Browser, Page

import shift
from visits import WIDTHS, visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"
OTHER = "chapters/03-architecture-and-hyperparameters.html"
FOLDS = ".exercise-fold"


def seen(page: Page) -> list[bool]:
    """For every answer and explanation, whether its content can be seen."""
    return page.locator(FOLDS).evaluate_all("folds => folds.map(f => f.lastElementChild.checkVisibility())")


@pytest.mark.parametrize("width", WIDTHS)
def test_folds_until_asked_and_is_remembered(browser: Browser, origin: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(shift.SCRIPT)
    visited = visit(context, origin, CHAPTER)
    page = visited.page
    switch = page.get_by_role("switch", name="Practice mode")
    assert not switch.is_checked()
    assert seen(page) == [True] * 8
    assert page.locator(f"{FOLDS} > summary:visible").count() == 0

    switch.check()
    assert seen(page) == [False] * 8
    page.get_by_text("Show the answer").nth(1).click()
    assert seen(page) == [False, False, True] + [False] * 5
    page.get_by_text("Hide the answer").click()
    page.get_by_text("Show the explanation").first.click()
    assert seen(page) == [False, True] + [False] * 6

    page.reload()
    assert switch.is_checked()
    assert seen(page) == [False, True] + [False] * 6, "what was opened stays open"
    switch.uncheck()
    switch.check()
    assert seen(page) == [False] * 8, "until practice begins anew"
    page.reload()
    assert seen(page) == [False] * 8
    page.goto(f"{origin}/{OTHER}")
    assert not any(seen(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(shift.IN_MAIN) < 0.001
    switch.uncheck()
    assert all(seen(page))
    assert visited.problems == []
    context.close()


def test_a_link_opens_what_hides_its_target(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, CHAPTER).page
    page.get_by_role("switch", name="Practice mode").check()
    figure = page.locator(f"{FOLDS} [id^=fig-]").first
    assert not figure.is_visible()
    name = figure.get_attribute("id")
    page.evaluate("id => { location.hash = id }", name)
    figure.wait_for(state="visible")
    assert seen(page).count(True) == 1

    page.goto("about:blank")
    page.goto(f"{origin}/{CHAPTER}#{name}")
    figure.wait_for(state="visible")
    page.wait_for_function("id => document.getElementById(id).getBoundingClientRect().top < innerHeight", arg=name)
    context.close()


def test_prints_what_can_be_read_and_no_control(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, CHAPTER).page
    page.get_by_role("switch", name="Practice mode").check()
    page.emulate_media(media="print")
    assert seen(page) == [True] * 8
    # Nobody runs a check on paper
    assert not any(code.is_visible() for code in page.locator("details.exercise-check code").all())
    controls = page.locator("main :is(input, button, textarea, .exercise-fold > summary)")
    assert controls.count() > 8
    assert not any(control.is_visible() for control in controls.all())
    context.close()
