"""What helps a reader through a long page: the bar at the window's foot, terms explained in place, the front page."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support import Build
from visits import WIDTHS, visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"
TENSOR = "a block of numbers of one type"


def scroll_to(page: Page, exercise: str) -> None:
    """Scroll an exercise's answer to the window's middle."""
    page.locator(f"#{exercise} .exercise-answer").evaluate("answer => answer.scrollIntoView({ block: 'center' })")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_bar_goes_with_the_reader(browser: Browser, origin: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    visited = visit(context, origin, CHAPTER)
    page = visited.page
    bar = page.get_by_role("navigation", name="This exercise")
    expect(bar).not_to_be_visible()
    scroll_to(page, "tensors-from-numpy")
    expect(bar.locator(".bar-title")).to_have_text("1.2 Creating tensors from NumPy arrays")
    expect(bar).to_be_in_viewport()
    bar.get_by_label("done").check()
    expect(page.get_by_label("Exercise 1.2 is done")).to_be_checked()
    expect(page.locator(".course-progress [role=status]")).to_have_text("1 of 4 done")
    bar.get_by_role("switch", name="practice").check()
    expect(page.get_by_role("switch", name="Practice mode")).to_be_checked()
    expect(page.locator("#tensors-from-numpy .exercise-answer code").first).not_to_be_visible()
    expect(bar.locator(".bar-title")).to_have_text("1.2 Creating tensors from NumPy arrays")
    bar.get_by_role("link", name="Next exercise: 1.3 Your first neural network").click()
    page.wait_for_url("**#first-network")
    expect(bar.locator(".bar-title")).to_have_text("1.3 Your first neural network")
    expect(bar.get_by_label("done")).not_to_be_checked()
    bar.get_by_role("link", name="Previous exercise: 1.2").click()
    page.wait_for_url("**#tensors-from-numpy")
    expect(bar.get_by_label("done")).to_be_checked()
    page.keyboard.press("End")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visited.problems == []
    context.close()


def test_the_bar_covers_no_focus_and_is_on_chapters_alone(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, "pages/glossary.html").page
    assert page.locator(".exercise-bar").count() == 0
    page = visit(context, origin, CHAPTER).page
    covered = "document.activeElement.getBoundingClientRect().bottom > innerHeight - 46"
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = "document.activeElement.matches('main *:not(.exercise-bar *)')"
        assert not page.evaluate(f"{inside} && {covered} && document.activeElement.clientHeight < 400")


@pytest.mark.parametrize("disk", [False, True], ids=["host", "disk"])
def test_a_term_is_explained_on_hover_and_focus(context: BrowserContext, origin: str, site: Build, disk: bool) -> None:
    visited = visit(context, site.site.as_uri() if disk else origin, CHAPTER)
    page = visited.page
    loads = "performance.getEntriesByType('resource').filter(entry => entry.name.includes('glossary-terms')).length"
    assert page.evaluate(loads) == 0
    link = page.locator("main").get_by_role("link", name="tensors", exact=True).first
    note = page.get_by_role("tooltip")
    link.hover()
    expect(note).to_contain_text(TENSOR)
    expect(note).to_be_in_viewport(ratio=1)
    expect(link).to_have_attribute("aria-describedby", note.get_attribute("id") or "")
    note.hover()
    page.wait_for_timeout(500)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).not_to_be_visible()
    page.mouse.move(0, 0)
    link.evaluate("link => link.previousElementSibling?.focus() ?? document.body.focus()")
    page.keyboard.press("Tab")
    link.focus()
    expect(note).to_contain_text(TENSOR)
    page.keyboard.press("Tab")
    expect(note).not_to_contain_text(TENSOR)
    assert page.url.endswith(CHAPTER) and visited.problems == []


def test_a_tap_explains_a_term_and_another_one_follows_it(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = visit(context, origin, CHAPTER).page
    link = page.locator("main").get_by_role("link", name="tensors", exact=True).first
    link.tap()
    note = page.get_by_role("tooltip")
    expect(note).to_contain_text(TENSOR)
    box = note.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.url.endswith(CHAPTER)
    page.locator("main h1").tap()
    expect(note).not_to_be_visible()
    link.tap()
    expect(note).to_be_visible()
    link.tap()
    page.wait_for_url("**/pages/glossary.html#tensor")
    context.close()


@pytest.mark.seconds(4)
def test_every_term_has_its_sentence(context: BrowserContext, origin: str, site: Build) -> None:
    page = visit(context, origin, CHAPTER).page
    page.add_script_tag(url=f"{origin}/assets/scripts/glossary-terms.js")
    meanings = page.evaluate("courseTerms")
    assert len(meanings) > 40
    assert all(len(text) > 30 and "\\" not in text and not text[-1].isalnum() for text in meanings.values()), meanings
    for file in sorted(site.site.glob("chapters/*.html")):
        page.goto(f"{origin}/chapters/{file.name}")
        terms = page.locator("main a[href*='glossary.html#']").evaluate_all("all => all.map(a => a.hash.slice(1))")
        assert terms and set(terms) <= set(meanings)


def test_the_front_page_shows_the_course_and_leads_into_it(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, "index.html").page
    start = page.locator(".course-start a")
    expect(start).to_be_in_viewport()
    expect(start).to_have_text("Start: 1.1 Creating tensors and accessing attributes")
    lab = page.locator("#front-lab")
    lab.scroll_into_view_if_needed()
    expect(lab.locator(".lab-verdict")).to_contain_text("it ends in the local minimum")
    lab.get_by_role("button", name="over the hump").click()
    expect(lab.locator(".lab-verdict")).to_contain_text("global minimum")
    lab.get_by_role("button", name="diverged").click()
    expect(lab.locator(".lab-verdict")).to_contain_text("diverged")
    times = page.locator(".chapter-card", has_text="exercises, about").count()
    assert times == 4
    start.click()
    page.wait_for_url("**#creating-tensors")
    page.get_by_label("Exercise 1.1 is done").check()
    page.goto(f"{origin}/index.html")
    expect(page.locator(".course-start a")).to_have_text("Continue: 1.2 Creating tensors from NumPy arrays")


def test_objects_link_to_their_documentation(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, "pages/pytorch.html").page
    objects = page.locator("main tbody td:first-child")
    assert objects.count() > 40
    assert objects.locator("> a[href^='https://'] > code").count() == objects.count()


def test_data_frames_are_aligned_as_pandas_does(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, "chapters/04-evaluating-and-improving.html").page
    table = page.locator(".cell-output-display table").first
    cells = table.locator("tbody tr > *")
    assert cells.count() > 6
    for cell in cells.all():
        assert cell.evaluate("cell => getComputedStyle(cell).textAlign") in ("right", "end")
    heads = table.locator("tbody tr > th:first-child, thead th")
    assert heads.count() > 4
    assert set(heads.evaluate_all("all => all.map(head => getComputedStyle(head).fontWeight)")) == {"700"}


def test_links_are_as_bold_as_the_words_around_them(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, "chapters/02-training-a-neural-network.html").page
    weights = "all => all.map(link => getComputedStyle(link).fontWeight)"
    for place, weight in (("main strong a", "700"), ("main p > a", "400")):
        links = page.locator(place)
        assert links.count() > 0
        assert set(links.evaluate_all(weights)) == {weight}, place
