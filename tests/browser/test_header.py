"""The header and the menu, the same in both engines: low, out of the way of links, closed when a choice is made."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crawl import pages
from support import Build
from visits import visit

PHONE = {"width": 390, "height": 844}
LOW, TOUCHED = 56, 44
CHAPTER = "chapters/01-introduction-to-pytorch.html"
HEADER = ".course-header"
BOTTOM = "document.querySelector('.course-header').getBoundingClientRect().bottom"


def phone(browser: Browser, **size: int) -> BrowserContext:
    """A phone's browser. size: another width or height."""
    return browser.new_context(viewport={**PHONE, **size}, has_touch=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [320, pytest.param(390, marks=pytest.mark.full)])
def test_the_header_is_low_and_has_room_for_fingers(browser: Browser, origin: str, site: Build, width: int) -> None:
    context = phone(browser, width=width)
    for path in pages(site.site):
        page = visit(context, origin, path).page
        box = page.locator(HEADER).bounding_box()
        assert box and box["height"] <= LOW and box["width"] == width, path
        for control in page.locator(f"{HEADER} :is(button, a)").all():
            found = control.bounding_box()
            assert found and found["x"] >= 0 and found["x"] + found["width"] <= width, path
        menu = page.get_by_role("button", name="Menu").bounding_box()
        assert menu and min(menu["width"], menu["height"]) >= TOUCHED
        page.close()
    context.close()


def test_at_400_percent_the_window_belongs_to_the_content(browser: Browser, origin: str) -> None:
    context = phone(browser, width=320, height=256)
    page = visit(context, origin, f"{CHAPTER}#first-network").page
    assert page.evaluate(BOTTOM) <= 0
    assert page.locator(".exercise-bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    context.close()


@pytest.mark.seconds(20)
def test_links_land_below_the_header(browser: Browser, origin: str, site: Build) -> None:
    """At once: a page that loads does not scroll its reader through what comes before."""
    context = phone(browser)
    links = visit(context, origin, "index.html").page.locator(".chapter-card ol a")
    addresses = links.evaluate_all("links => links.map(link => link.href)")
    assert len(addresses) == 28
    page = context.new_page()
    for address in addresses:
        page.goto("about:blank")
        page.goto(address)
        top = page.locator(f"[id='{address.partition('#')[2]}']").evaluate("e => e.getBoundingClientRect().top")
        assert page.evaluate(BOTTOM) <= top <= 200, address
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def open_menu(page: Page) -> None:
    """Open the menu by its button."""
    button = page.get_by_role("button", name="Menu")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    box = page.locator("#quarto-sidebar").bounding_box()
    assert box and box["x"] == 0 and box["width"] <= PHONE["width"] and box["y"] <= LOW


def test_the_menu_closes_on_a_choice_on_esc_and_beside_it(browser: Browser, origin: str) -> None:
    context = phone(browser)
    page = visit(context, origin, CHAPTER).page
    menu, button = page.locator("#quarto-sidebar"), page.get_by_role("button", name="Menu")
    open_menu(page)
    menu.get_by_role("link", name="1.3 Your first neural network").click()
    expect(menu).not_to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.wait_for_function("document.querySelector('#first-network').getBoundingClientRect().top < 200")
    open_menu(page)
    page.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    expect(button).to_be_focused()
    open_menu(page)
    page.mouse.click(380, 600)
    expect(menu).not_to_be_visible()
    context.close()


def test_a_menu_that_is_open_when_the_window_grows_becomes_the_sidebar(browser: Browser, origin: str) -> None:
    context = phone(browser)
    page = visit(context, origin, CHAPTER).page
    open_menu(page)
    page.set_viewport_size({"width": 1366, "height": 844})
    page.wait_for_function("!document.querySelector('#quarto-sidebar').matches(':popover-open')")
    main, menu = page.locator("main").bounding_box(), page.locator("#quarto-sidebar").bounding_box()
    assert main and menu and menu["x"] + menu["width"] <= main["x"]
    context.close()


def test_one_tab_and_enter_lead_to_the_content(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = visit(context, origin, "chapters/03-architecture-and-hyperparameters.html").page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    context.close()


# Where a line of text begins, and how many letters it has on average, in a window's paragraphs
COLUMNS = """() => {
    const main = document.querySelector("main"), side = document.querySelector("#quarto-sidebar");
    const style = getComputedStyle(main), left = main.getBoundingClientRect().left + parseFloat(style.paddingLeft);
    let letters = 0, lines = 0;
    for (const text of main.querySelectorAll(":scope p")) {
        const found = new Set([...text.getClientRects()].length ? Array.from(text.childNodes).flatMap(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return [...range.getClientRects()].map(box => Math.round(box.bottom / 12));
        }) : []);
        if (found.size < 3) continue;
        letters += text.textContent.length;
        lines += found.size;
    }
    return {
        side: side.getBoundingClientRect().left, left, width: main.getBoundingClientRect().right - left,
        letters: letters / lines,
    };
}"""


@pytest.mark.parametrize("width", [1024, pytest.param(1366, marks=pytest.mark.full)])
def test_columns_stay_where_they_are_and_lines_can_be_read(
    browser: Browser, origin: str, site: Build, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    found = {path: visit(context, origin, path).page.evaluate(COLUMNS) for path in pages(site.site)}
    assert {(columns["side"], columns["left"]) for columns in found.values()} == {(0, found["index.html"]["left"])}
    assert all(columns["width"] >= 600 for columns in found.values()), found
    chapters = [columns["letters"] for path, columns in found.items() if path.startswith("chapters/")]
    assert all(55 <= letters <= 85 for letters in chapters), found
    context.close()


def test_chapters_are_numbered_and_what_authors_need_stands_apart(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    sidebar = visit(context, origin, "index.html").page.locator("#quarto-sidebar")
    names = [" ".join(name.split()) for name in sidebar.locator(".sidebar-link").all_inner_texts()]
    assert [name[0] for name in names if name[0].isdigit()] == ["1", "2", "3", "4"]
    groups = sidebar.locator("li:has(> .sidebar-heading)")
    assert groups.locator(".sidebar-heading").all_text_contents() == ["Chapters", "Reference", "About this site"]
    last = " ".join(groups.last.inner_text().split())
    assert "For authors" in last and "Hosting" in last and "Glossary" not in last
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_previous_and_next_page_stand_below_the_content(browser: Browser, origin: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = visit(context, origin, CHAPTER).page
    last, links = page.locator("main h2").last.bounding_box(), page.locator(".page-navigation").bounding_box()
    main = page.locator("main").bounding_box()
    assert last and links and main and links["y"] > last["y"]
    assert links["x"] >= main["x"] and links["x"] + links["width"] <= main["x"] + main["width"]
    context.close()
