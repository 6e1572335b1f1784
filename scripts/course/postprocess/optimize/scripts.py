"""Scripts: all of a page's in one deferred file, inline ones, too; what decides between light and dark in another."""

import re

from lxml.html import HtmlElement, builder

from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.inline import extract_handlers
from course.postprocess.page import Page, remove
from course.postprocess.scripts import CLASSIC_MODULE

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
    "headroom.min.js": "//header[contains(@class, 'headroom')]",
    "clipboard.min.js": "//*[contains(@class, 'code-copy-button')]",
}


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
    """Merge one page's scripts, in the order in which they ran; scripts named in idle have nothing to do."""
    early: list[HtmlElement] = []
    direct: list[str] = []
    deferred: list[str] = []
    for script in page.tree.xpath("//script[not(ancestor::template)]"):
        path = files.locate(script.get("src"), page) if "src" in script.attrib else None
        if script.get("type", "") not in CLASSIC or ("src" in script.attrib and not path):
            continue
        if path is None and THEME in (script.text or ""):
            early.append(script)
            continue
        code = files.merge(path) if path else script.text or ""
        if path and path.name.startswith(CLASSIC_MODULE):
            files.merged.add(path.with_name(path.name.removeprefix(CLASSIC_MODULE)))
        if path is None or path.name not in idle:
            (deferred if path and "defer" in script.attrib else direct).append(code)
        remove(script)
    extract_theme_script(page, early, files)
    text = join_scripts([*direct, extract_handlers(page), *deferred])
    page.head.append(builder.SCRIPT(defer="", src=files.add("page.js", text, page)))


def extract_theme_script(page: Page, scripts: list[HtmlElement], files: OptimizedFiles) -> None:
    """Put what decides between light and dark into a file. Raises CourseError where a page has both, but no script."""
    if page.tree.xpath(DARK) and not scripts:
        raise page.error("has no script that decides between light and dark")
    for script in scripts:
        address = files.add("theme.js", f"{script.text.strip()}\n", page)
        script.text = None
        script.attrib.clear()
        script.set("src", address)


def join_scripts(texts: list[str]) -> str:
    """Scripts one after the other."""
    return "".join(f"{SOURCE_MAP.sub('', text).strip()}\n;\n" for text in texts if text)
