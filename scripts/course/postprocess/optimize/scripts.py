"""Scripts: the engine's in one deferred file, inline ones in files, those of Quarto's search only when it is used."""

import re
from collections.abc import Iterable
from pathlib import Path

from course.postprocess.optimize.files import Files
from course.postprocess.optimize.html import attributes
from course.postprocess.optimize.inline import handlers

SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script>\n?", re.DOTALL)
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
CLASSIC = ("", "text/javascript", "application/javascript")
SEARCH = "quarto-search"
# Shows what a cross-reference, a footnote or a citation leads to, and does nothing on pages without those
HOVERING = frozenset({"tippy.umd.min.js"})
HOVERED = re.compile(r'<a\b[^>]*\b(?:class="[^"]*quarto-xref|role="doc-(?:noteref|biblioref)")')
# Ours; it loads the search when it is used
LOADER = "assets/scripts/lazy-search.js"
NAVIGATION = "quarto-nav"
# Ours; it keeps a rule that this script of Quarto's writes out of the page's style elements
RULE = "assets/scripts/target-rule.js"
# Runs at once, as it decides between light and dark before anything is drawn; the other inline script, which Quarto
# puts at a page's end, waits for the page by itself
EARLY = re.compile(r"localStorage")
# Ours; it goes with the portable engine's early script
HEIGHT = "assets/scripts/header-height.js"
PORTABLE = "smalldocs"


def inline(page: str) -> list[str]:
    """The code of a page's inline scripts."""
    return [m["code"] for m in SCRIPT.finditer(page) if m["code"].strip() and "json" not in m["attributes"]]


def idle(pages: Iterable[str]) -> frozenset[str]:
    """The names of scripts that have nothing to do on any of the pages."""
    return frozenset() if any(HOVERED.search(page) for page in pages) else HOVERING


def bundle(page: str, folder: Path, files: Files, idle: frozenset[str]) -> str:
    """Put a page's classic scripts into one file that runs when the page is read, in the order they had.

    idle: the names of those to leave out.
    """
    late: list[str] = []
    search: list[str] = []

    def take(match: re.Match[str]) -> str:
        given, code = attributes(f"<script{match['attributes']}>"), match["code"]
        if given.get("type", "") not in CLASSIC or ("src" in given and not files.local(given["src"], folder)):
            return match[0]
        if "src" in given:
            path = files.find(given["src"], folder)
            text = "" if path.name in idle else files.take(path)
            if path.stem == NAVIGATION:
                late.append((files.site / RULE).read_text(encoding="utf-8"))
            (search if SEARCH in path.parts else late).append(text)
            return ""
        if EARLY.search(code):
            own = (files.site / HEIGHT).read_text(encoding="utf-8") if PORTABLE in code else ""
            address = files.write("theme.js", f"{code.strip()}\n{own}", folder)
            return f'<script src="{address}"></script>\n'
        late.append(code)
        return ""

    page = SCRIPT.sub(take, page)
    page, listeners = handlers(page)
    late.append(listeners)
    tags = []
    if search:
        address = files.write("search.js", joined(search), folder)
        late.insert(0, (files.site / LOADER).read_text(encoding="utf-8"))
        tags.append(f'<meta name="course:search" content="{address}">')
    tags.append(f'<script src="{files.write("page.js", joined(late), folder)}" defer></script>')
    # Before the modules, which ran after all other scripts
    at = re.search(r'<script\b[^>]*type="module"|</head>', page)
    assert at
    return page[: at.start()] + "\n".join(tags) + "\n" + page[at.start() :]


def joined(texts: list[str]) -> str:
    """Scripts one after the other."""
    return "".join(f"{SOURCE_MAP.sub('', text).strip()}\n;\n" for text in texts if text)
