"""Pages on a phone: tables, code, printed arrays and figures can be read, buttons can be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crawl import pages
from support import Build
from visits import visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"
LONG = "chapters/04-evaluating-and-improving.html"
# Pixels: letters in a figure are at least as high
LEGIBLE = 9
# The letters behind which identifiers in prose break, on all pages
BREAKS = """() => {
    const found = new Set();
    for (const code of document.querySelectorAll("main code:not(pre *)")) {
        const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT), letters = [];
        for (let text; (text = texts.nextNode());)
            for (let i = 0; i < text.length; i++) letters.push([text, i]);
        let above = null, before = "";
        for (const [text, i] of letters) {
            const range = document.createRange();
            range.setStart(text, i);
            range.setEnd(text, i + 1);
            const box = range.getBoundingClientRect();
            if (!box.width) continue;
            if (above !== null && box.top > above + 4) found.add(`${before} in ${code.textContent}`);
            [above, before] = [box.top, text.data[i]];
        }
    }
    return [...found];
}"""
# How wide figures are shown, and how wide they must be for their smallest letters
FIGURES = """() => [...document.querySelectorAll("main img")].map(image => ({
    name: image.getAttribute("src"),
    width: image.getBoundingClientRect().width,
    needed: parseFloat(getComputedStyle(image).getPropertyValue("--legible")),
    room: image.parentElement.clientWidth, whole: image.parentElement.scrollWidth,
}))"""


# The narrowest phone; the usual one in full runs
@pytest.fixture(params=[320, pytest.param(390, marks=pytest.mark.full)])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": request.param, "height": 844}, has_touch=True)
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


def unfold(page: Page) -> None:
    """Open what is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


@pytest.mark.seconds(8)
def test_identifiers_break_where_they_may(phone: BrowserContext, origin: str, site: Build) -> None:
    for path in pages(site.site):
        page = visit(phone, origin, path).page
        unfold(page)
        allowed = (".", "_", "(", ",", " ", "-")
        assert [found for found in page.evaluate(BREAKS) if not found.startswith(allowed)] == [], path
        page.close()


def test_rows_of_reference_tables_are_cards(phone: BrowserContext, origin: str) -> None:
    page = visit(phone, origin, "pages/pytorch.html").page
    width = page.evaluate("innerWidth")
    rows = page.locator("main tbody tr")
    assert rows.count() > 40
    for cell in rows.locator("td").all():
        box = cell.bounding_box()
        assert box and box["width"] > 0.7 * width and box["x"] + box["width"] <= width
    label = rows.first.locator("td").nth(2).evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label in ('"Introduced in"', "attr(data-label)")


@pytest.mark.seconds(4)
def test_code_and_outputs_keep_their_lines(phone: BrowserContext, origin: str, site: Build) -> None:
    """What is too wide scrolls in its own place, and Tab reaches it."""
    for path in pages(site.site):
        page = visit(phone, origin, path).page
        unfold(page)
        codes = page.locator("main pre code")
        assert set(codes.evaluate_all("all => all.map(code => getComputedStyle(code).whiteSpace)")) <= {"pre"}, path
        page.wait_for_function(
            "[...document.querySelectorAll('main pre')].every(pre =>"
            " pre.scrollWidth <= pre.clientWidth || pre.tabIndex === 0 && getComputedStyle(pre).overflowX === 'auto')"
        )
        page.close()


@pytest.mark.seconds(8)
def test_letters_in_figures_are_legible(phone: BrowserContext, origin: str, site: Build) -> None:
    for path in (path for path in pages(site.site) if path.startswith("chapters/")):
        page = visit(phone, origin, path).page
        unfold(page)
        figures = page.evaluate(FIGURES)
        assert figures
        for figure in figures:
            assert figure["needed"] > 100 and figure["width"] >= figure["needed"] - 1, (path, figure)
            assert figure["whole"] >= figure["width"] - 1, figure
        page.close()


def test_copy_buttons_are_seen_on_code_alone_and_announce(phone: BrowserContext, origin: str) -> None:
    page = visit(phone, origin, CHAPTER).page
    assert page.locator(".cell-output button:not(.figure-open)").count() == 0
    answer = page.locator("#creating-tensors .exercise-answer")
    button = answer.get_by_role("button", name="Copy this code")
    assert button.evaluate("button => getComputedStyle(button).opacity") == "1"
    button.tap()
    expect(page.locator("body > [role=status]")).to_have_text("Code copied.")
    assert "torch.tensor(list_a)" in page.evaluate("navigator.clipboard.readText()")
    assert "Cop" not in page.evaluate("navigator.clipboard.readText()")
    button.tap()
    expect(page.locator("body > [role=status]")).to_have_text("Code copied. ")


def test_code_is_selected_where_the_clipboard_is_denied(phone: BrowserContext, origin: str) -> None:
    phone.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))")
    page = visit(phone, origin, CHAPTER).page
    page.locator("#creating-tensors .exercise-answer").get_by_role("button", name="Copy this code").tap()
    expect(page.locator("body > [role=status]")).to_contain_text("does not let this page copy")
    assert page.evaluate("getSelection().toString()").startswith("import torch")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_opens_large_by_tap_and_by_keyboard(browser: Browser, origin: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme)  # type: ignore[arg-type]
    page = visit(context, origin, LONG).page
    image = page.locator("main figure img").first
    image.scroll_into_view_if_needed()
    shown = image.evaluate("image => [image.naturalWidth, getComputedStyle(image).filter]")
    image.tap()
    dialog = page.get_by_role("dialog", name="Figure 1")
    large = dialog.get_by_role("img")
    expect(large).to_have_attribute("alt", image.get_attribute("alt") or "")
    large.evaluate("image => image.decode()")
    assert large.evaluate("image => image.getBoundingClientRect().width") >= shown[0]
    assert large.evaluate("image => getComputedStyle(image).filter") == shown[1]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    button = page.get_by_role("button", name="Enlarge Figure 1")
    button.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").press("Enter")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    context.close()


def test_every_figure_can_be_enlarged(phone: BrowserContext, origin: str, site: Build) -> None:
    for path in pages(site.site):
        page = visit(phone, origin, path).page
        assert page.locator("main img").count() == page.locator("main .figure-open").count(), path
        page.close()
