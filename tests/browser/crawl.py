"""One look at every page of a site, wide, on a phone and from the disk: what the tests judge, noted in one go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import shift
from course.gate.built_site import NOT_FOUND
from hosts import hosted
from visits import visit

PHONE = 390
# Name of the view to the window's width and the color scheme
VIEWS = {"wide": (1280, "light"), "phone": (PHONE, "dark"), "disk": (1280, "light")}
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
COLORS = {"dark": "rgb(20, 25, 31)", "light": "rgb(255, 255, 255)"}
# Where axe-core compares colors, which takes four times as long as all of its other rules; full runs do it everywhere
CONTRAST = ("index.html", "chapters/01-introduction-to-pytorch.html", "pages/authors.html")
WITHOUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
# Refusals that the console may not tell, such as those of a shadow tree
WATCH_POLICY = (
    "addEventListener('securitypolicyviolation', e => console.error(`${e.violatedDirective} ${e.blockedURI}`), true)"
)
# Open what is folded and load what is late. What scrolls sideways now is known when the page has been drawn
OPEN = """async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    await Promise.all([...document.images].map((image) => {
        image.loading = "eager";
        return image.decode().catch(() => {});
    }));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
IMAGES = """all => all.map((image) => ({
    source: image.getAttribute("src"), loading: image.loading, alt: image.alt, figure: !!image.closest("main"),
    size: [+image.getAttribute("width"), +image.getAttribute("height")], natural: image.naturalWidth,
}))"""
LOOK = """() => {
    const main = document.querySelector("main");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set(), hidden = new Set(), transparent = "rgba(0, 0, 0, 0)";
    // Not for the eye, drawn otherwise, shown at other widths (a table's head stands in its cells there) or in practice
    // mode only, or waiting for a script
    const apart = "script, style, template, [hidden], [aria-hidden=true], .visually-hidden, math *, svg *, " +
        ".d-none, .card-table thead, .exercise-fold > summary, :not(:defined) *";
    for (let text; (text = texts.nextNode());) {
        const words = text.data.trim(), element = text.parentElement;
        if (!words || element.closest(apart)) continue;
        const style = getComputedStyle(element);
        const line = `${element.localName}.${element.className}: ${words}`.slice(0, 90);
        const checked = { contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true };
        const seen = element.checkVisibility(checked) && style.color !== transparent;
        if (!seen && main.contains(element)) hidden.add(line);
        const letters = parseFloat(style.fontSize);
        if (seen && letters < 12 && !element.closest("sup, sub")) small.add(line);
    }
    const addressed = document.querySelectorAll("a[href]"), named = document.querySelectorAll("[id]");
    return {
        overflow: document.documentElement.scrollWidth - innerWidth,
        small: [...small],
        hidden: [...hidden],
        cells: [...main.querySelectorAll("td[class^=style-]")].map((cell) => getComputedStyle(cell).textAlign),
        formulas: [...main.querySelectorAll("math")].map((math) => math.getBoundingClientRect().width),
        links: [...new Set([...addressed].map((link) => link.href))],
        ids: [...named].map((element) => element.id),
    };
}"""


@dataclass
class Look:
    """A page as one view shows it.

    Attributes:
        path: The page, below the site.
        problems: Errors of the console and of scripts, requests that failed or left the site, refusals of the policy.
        requested: Files of the site that the page asks for, itself included.
        moved: How far the content moves while the page loads, and how far anything does.
        overflow: By how many pixels it is wider than the window when everything is open.
        small: Text in letters of less than 12 pixels.
        hidden: Text that cannot be seen when everything is open.
        cells: How table cells are aligned whose style attribute has become a class.
        formulas: Their widths.
        images: Each with source, loading, alt, figure, size and natural width.
        links: Addresses of its links as the browser resolves them, below the site where they lead to one of its files.
        ids: What links can lead to.
        violations: What axe-core finds when everything is open.
    """

    path: str
    problems: list[str]
    requested: list[str]
    moved: tuple[float, float]
    overflow: float
    small: list[str]
    hidden: list[str]
    cells: list[str]
    formulas: list[float]
    images: list[dict[str, Any]]
    links: list[str]
    ids: list[str]
    violations: list[str] = field(default_factory=list)


def crawl(browser: Browser, site: Path, view: str) -> list[Look]:
    """Look at every page of a built site.

    Args:
        browser: Which looks.
        site: The site's folder.
        view: One of VIEWS.

    Returns:
        The looks, in the order of the pages' paths.
    """
    if view == "disk":
        return list(look_at_pages(browser, site, site.as_uri(), view))
    with hosted(site) as address:
        return list(look_at_pages(browser, site, address, view))


def pages(site: Path) -> list[str]:
    """The site's pages, without the engine's own files and what hosts send for addresses that lead nowhere."""
    files = (*site.glob("*.html"), *site.glob("chapters/*.html"), *site.glob("pages/*.html"))
    return sorted(file.relative_to(site).as_posix() for file in files if file.name != NOT_FOUND)


def look_at_pages(browser: Browser, site: Path, root: str, view: str) -> Iterator[Look]:
    """Look at all pages in one view."""
    width, scheme = VIEWS[view]
    for path in pages(site):
        # A context of its own: nothing is in its cache, and nothing moves since the page before it
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.add_init_script(WATCH_POLICY)
        context.add_init_script(shift.SCRIPT)
        requested: list[str] = []
        context.on("request", lambda request, seen=requested: seen.append(below(request.url, root)))
        seen = visit(context, root, path)
        page = seen.page
        moved = (page.evaluate(shift.IN_MAIN), page.evaluate(shift.ANYWHERE))
        asked = [name for name in dict.fromkeys(requested) if not name.startswith(("data:", "blob:"))]
        images = page.locator("img").evaluate_all(IMAGES)
        page.evaluate(OPEN)
        natural = page.locator("img").evaluate_all("all => all.map(image => image.naturalWidth)")
        for image, pixels in zip(images, natural, strict=True):
            image["natural"] = pixels
        facts = page.evaluate(LOOK)
        facts["links"] = [below(link, root) for link in facts["links"]]
        violations = find_violations(page, {} if path in CONTRAST else WITHOUT_CONTRAST) if view == "wide" else []
        assert page.evaluate(BACKGROUND) == COLORS[scheme], f"{path} is not {scheme}"
        if view == "wide":
            switch_colors(page)
        yield Look(path, seen.problems, asked, moved, images=images, violations=violations, **facts)
        context.close()


def below(address: str, root: str) -> str:
    """An address relative to the site where it leads into it."""
    return unquote(address.removeprefix(f"{root}/")) if address.startswith(f"{root}/") else address


def find_violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds, a line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]} | options).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:150]}" for rule in found for node in rule["nodes"]]


def switch_colors(page: Page) -> None:
    """Switch a light page to dark and back."""
    for scheme in ("dark", "light"):
        page.locator(".quarto-color-scheme-toggle:visible").first.click()
        page.wait_for_function(f"color => {BACKGROUND} === color", arg=COLORS[scheme])
