"""axe-core finds nothing on any page, light and dark, with parts open and closed, in practice mode and out of it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from support import Build
from visits import visit

# What scrolls sideways now is known when the page has been drawn
OPEN = (
    "open => { document.querySelectorAll('details').forEach(d => { d.open = open });"
    " return new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))) }"
)
PRACTICE = "localStorage.setItem('pytorch-course.practice', 'true')"
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
# What dark mode can change
COLORS = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds, a line each."""
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:150]}" for rule in found for node in rule["nodes"]]


def check(
    browser: Browser, origin: str, paths: list[str], scheme: str, width: int, options: dict[str, Any]
) -> list[str]:
    """Look at pages, first folded and in practice mode, then with all parts open."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.add_init_script(PRACTICE)
    found = []
    for path in paths:
        page = visit(context, origin, path).page
        # What has no parts need not be looked at twice
        for opened in (False, True) if page.locator("main details").count() else (False,):
            page.evaluate(OPEN, opened)
            found += [f"{path} {'open' if opened else 'closed'}: {line}" for line in violations(page, options)]
        page.close()
    context.close()
    return found


def pages(site: Build) -> list[str]:
    """All pages of the site."""
    files = (site.site / "index.html", *site.site.glob("chapters/*.html"), *site.site.glob("pages/*.html"))
    return sorted(file.relative_to(site.site).as_posix() for file in files)


def test_no_violation(browser: Browser, site: Build, origin: str) -> None:
    assert check(browser, origin, pages(site), "light", 1280, ALL) == []


def test_no_violation_in_the_dark(browser: Browser, site: Build, origin: str) -> None:
    assert check(browser, origin, pages(site), "dark", 1280, COLORS) == []


def test_no_violation_on_a_phone(browser: Browser, site: Build, origin: str) -> None:
    paths = [path for path in pages(site) if path.startswith(("index", "chapters/01", "pages/authors"))]
    assert check(browser, origin, paths, "dark", 360, ALL) == []
