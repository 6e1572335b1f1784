"""Scripts: all of a page's in one deferred file, inline ones, too; what decides between light and dark in another."""

import re
from pathlib import Path

from lxml.html import HtmlElement, builder

from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.inline import extract_handlers
from course.postprocess.page import Page, remove
from course.postprocess.scripts import CLASSIC_MODULE

SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
CLASSIC = ("", "text/javascript", "application/javascript")
# What a page's style sheets for the dark are linked with, and its script that decides between light and dark names
DARK, THEME = "//link[contains(@class, 'quarto-color-alternate')]", "localStorage"
# Shows what a cross-reference, a footnote or a citation leads to
HOVER_SCRIPT = "tippy.umd.min.js"
HOVERED = "//a[contains(@class, 'quarto-xref') or @role = 'doc-noteref' or @role = 'doc-biblioref']"
# Ours: finds the rule that Quarto's script for the navigation writes into a style element a place that is allowed
NAVIGATION, TARGET_RULE = "quarto-nav.js", "target-rule.js"
# Ours: sets the height of smalldocs' header before anything is drawn, which smalldocs' script does late
HEADER_HEIGHT = "header-height.js"


def merge_scripts(pages: list[Page], files: OptimizedFiles, own: Path) -> None:
    """Load all classic scripts of each page from files: what decides between light and dark at once, the rest deferred.

    Args:
        pages: The pages.
        files: Where the merged scripts go.
        own: The folder of our scripts' sources.

    Raises:
        CourseError: A page is not as its tool is known to write it.
        OSError: A file cannot be read or written.
    """
    idle = set() if any(page.tree.xpath(HOVERED) for page in pages) else {HOVER_SCRIPT}
    for page in pages:
        merge_page_scripts(page, files, idle, own)


def merge_page_scripts(page: Page, files: OptimizedFiles, idle: set[str], own: Path) -> None:
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
        if path and path.name == NAVIGATION:
            code = join_scripts([(own / TARGET_RULE).read_text(encoding="utf-8"), code])
        if path is None or path.name not in idle:
            (deferred if path and "defer" in script.attrib else direct).append(code)
        remove(script)
    extract_theme_script(page, early, files, own)
    text = join_scripts([*direct, extract_handlers(page), *deferred])
    page.head.append(builder.SCRIPT(defer="", src=files.add("page.js", text, page)))


def extract_theme_script(page: Page, scripts: list[HtmlElement], files: OptimizedFiles, own: Path) -> None:
    """Put what decides between light and dark into a file. Raises CourseError where a page has both, but no script."""
    if page.tree.xpath(DARK) and not scripts:
        raise page.error("has no script that decides between light and dark")
    for script in scripts:
        added = (own / HEADER_HEIGHT).read_text(encoding="utf-8") if page.tool == "smalldocs" else ""
        address = files.add("theme.js", f"{script.text.strip()}\n{added}", page)
        script.text = None
        script.attrib.clear()
        script.set("src", address)


def join_scripts(texts: list[str]) -> str:
    """Scripts one after the other."""
    return "".join(f"{SOURCE_MAP.sub('', text).strip()}\n;\n" for text in texts if text)
