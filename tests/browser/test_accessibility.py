"""axe-core finds nothing on any page, light and dark, with parts open and closed, in practice mode and out of it."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from crawl import find_violations, pages
from support import Build
from visits import visit

# What scrolls sideways now is known when the page has been drawn
OPEN = (
    "open => { document.querySelectorAll('details').forEach(d => { d.open = open });"
    " return new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))) }"
)
PRACTICE = "localStorage.setItem('pytorch-course.practice', 'true')"
ALL: dict[str, Any] = {}
# What dark mode can change
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def check(
    browser: Browser, origin: str, paths: list[str], scheme: str, width: int, options: dict[str, Any]
) -> list[str]:
    """Look at pages, first folded and in practice mode, then with all parts open; nothing must scroll sideways."""
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
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{path} is {wide} pixels wide"] if wide > width else []
            found += [f"{path} {'open' if opened else 'closed'}: {line}" for line in find_violations(page, options)]
        page.close()
    context.close()
    return found


# Scheme, width and rules
MATRIX = [
    pytest.param("light", 1280, ALL, marks=pytest.mark.seconds(90)),
    pytest.param("dark", 1280, COLORS, marks=pytest.mark.seconds(60)),
    pytest.param("dark", 360, ALL, marks=pytest.mark.seconds(90)),
]


@pytest.mark.full
@pytest.mark.parametrize("scheme, width, rules", MATRIX)
def test_no_violation(
    browser: Browser, site: Build, origin: str, scheme: str, width: int, rules: dict[str, Any]
) -> None:
    assert check(browser, origin, pages(site.site), scheme, width, rules) == []
