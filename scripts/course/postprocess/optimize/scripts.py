"""Scripts: the engine's and inline ones in one deferred file, those of Quarto's search in one that loads when used."""

import re
from pathlib import Path

from lxml.html import HtmlElement, builder, fragment_fromstring

from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.inline import extract_handlers
from course.postprocess.page import Page, remove

SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
CLASSIC = ("", "text/javascript", "application/javascript")
# What a page's style sheets for the dark are linked with, and its script that decides between light and dark names
DARK, THEME = "//link[contains(@class, 'quarto-color-alternate')]", "localStorage"
# The pages' scripts that wait for elements, and where those are: what has none is not loaded
HOVERED = "//a[contains(@class, 'quarto-xref') or @role = 'doc-noteref' or @role = 'doc-biblioref']"
TOGGLED = "//*[@data-bs-toggle]"
USERS = {
    "tippy.umd.min.js": HOVERED,
    "popper.min.js": f"{HOVERED} | {TOGGLED}",
    "bootstrap.min.js": TOGGLED,
    "bootstrap.bundle.min.js": TOGGLED,
    "headroom.min.js": "//*[@id='quarto-header']",
    "clipboard.min.js": "//*[contains(@class, 'code-copy-button')]",
}
SEARCH = "quarto-search"
# What Quarto's search draws, for as long as it has not been loaded: a page needs its 42 kB when somebody searches
SEARCH_BOX = Path(__file__).with_name("search_box.html")
# Ours: runs the search when it is used
SEARCH_LOADER = "assets/scripts/lazy-search.js"


def merge_scripts(pages: list[Page], files: OptimizedFiles) -> None:
    """Load all classic scripts of each page from files: what decides between light and dark at once, the rest deferred.

    Raises:
        CourseError: A page is not as its tool is known to write it.
        OSError: A file cannot be read or written.
    """
    idle = {name for name, users in USERS.items() if not any(page.tree.xpath(users) for page in pages)}
    for page in pages:
        merge_page_scripts(page, files, idle)


def merge_page_scripts(page: Page, files: OptimizedFiles, idle: set[str]) -> None:
    """Merge one page's scripts, in the order they had; scripts named in idle have nothing to do."""
    early, deferred, search = [], [], []
    for script in page.tree.xpath("//script[not(ancestor::template)]"):
        path = files.locate(script.get("src"), page) if "src" in script.attrib else None
        if script.get("type", "") not in CLASSIC or ("src" in script.attrib and not path):
            continue
        if path is None and THEME in (script.text or ""):
            early.append(script)
            continue
        code = files.merge(path) if path else script.text or ""
        if path and SEARCH in path.parts:
            search.append(code)
        elif path is None or path.name not in idle:
            deferred.append(code)
        remove(script)
    extract_theme_script(page, early, files)
    deferred.append(extract_handlers(page))
    # Modules ran after all other scripts
    module = page.require("/html/head/script[@type = 'module']", "module among its scripts")
    if search:
        box = page.require("//*[@id = 'quarto-search']", "place for the search box")
        box.getparent().replace(box, fragment_fromstring(SEARCH_BOX.read_text(encoding="utf-8").strip()))
        deferred.insert(0, own_script(SEARCH_LOADER, files))
        address = files.add("search.js", join_scripts(search), page)
        module.addprevious(builder.META(name="course:search", content=address))
    merged = builder.SCRIPT(src=files.add("page.js", join_scripts(deferred), page))
    merged.set("defer", None)
    module.addprevious(merged)


def extract_theme_script(page: Page, scripts: list[HtmlElement], files: OptimizedFiles) -> None:
    """Put what decides between light and dark into a file. Raises CourseError where a page has both, but no script."""
    if page.tree.xpath(DARK) and not scripts:
        raise page.error("has no script that decides between light and dark")
    for script in scripts:
        address = files.add("theme.js", f"{script.text.strip()}\n", page)
        script.text = None
        script.attrib.clear()
        script.set("src", address)


def own_script(name: str, files: OptimizedFiles) -> str:
    """A script of ours, which the site has as well."""
    return (files.site / name).read_text(encoding="utf-8")


def join_scripts(texts: list[str]) -> str:
    """Scripts one after the other."""
    return "".join(f"{SOURCE_MAP.sub('', text).strip()}\n;\n" for text in texts if text)
