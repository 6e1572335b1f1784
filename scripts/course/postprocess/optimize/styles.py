"""Style sheets: only the rules that the pages can use, in one file, or in three where light and dark differ."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lightningcss
from lxml.html import HtmlElement, builder

from course.postprocess.optimize import icons
from course.postprocess.optimize.dark import dark_without_scripts
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.page import LIBRARIES, Page

LINKS = "/html/head/link[@rel = 'stylesheet']"
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
# Bootstrap's script is not read for words, it names every component; these are the parts that the pages use:
# folding sections of the sidebar, and the tooltip of the copy buttons
BOOTSTRAP = frozenset("show collapse collapsed collapsing collapse-horizontal fade active disabled".split())
# The icon of a page among the search's results; its name is put together
ICONS = frozenset({"bi-file-richtext"})
# Names that scripts put together from pieces
COMPOSED = ("aa-", "tooltip", "bs-tooltip", "tippy-", "headroom")
# What our extension's sheet stands below in Quarto's libraries
EXTENSIONS = "quarto-contrib"
# A link that loads nothing, but is there for the engines' scripts that look for it
INERT = "disabled-stylesheet"
# What a sheet is for, by the class of its link: light again for pages without scripts, dark, light
ROLES = {"quarto-color-scheme-extra": "extra", "quarto-color-alternate": "dark", "quarto-color-scheme": "light"}


def merge_styles(pages: list[Page], files: OptimizedFiles, inline: str) -> None:
    """Merge the style sheets that all pages link.

    Args:
        pages: The pages.
        files: Where the merged sheets go.
        inline: The rules that pages had inline, as a sheet that comes before all others.

    Raises:
        CourseError: A page links no style sheet of the site.
        OSError: A file cannot be read or written.
    """
    names = used_names(pages, files.site)
    linked = [{files.locate(link.get("href"), page) for link in page.tree.xpath(LINKS)} for page in pages]
    shared = set.intersection(*linked) - {None} if linked else set()
    for page in pages:
        links = [link for link in page.tree.xpath(LINKS) if files.locate(link.get("href"), page) in shared]
        if not links:
            raise page.error("links no style sheet that all pages have")
        merge_links(page, links, files, names, inline)


def used_names(pages: list[Page], site: Path) -> frozenset[str]:
    """The classes and ids that elements have, or that a script may give them: every word in a script counts."""
    names = set(BOOTSTRAP | ICONS)
    scripts = [path.read_text(encoding="utf-8") for path in site.rglob("*.js") if not path.name.startswith("bootstrap")]
    for page in pages:
        names.update(name for value in page.tree.xpath("//@class | //@id") for name in value.split())
        scripts += page.tree.xpath("//script[not(@src)]/text()")
    for text in scripts:
        names.update(WORD.findall(text))
    return frozenset(names)


def merge_links(
    page: Page, links: list[HtmlElement], files: OptimizedFiles, names: frozenset[str], inline: str
) -> None:
    """Link merged sheets in the place of some: all before the dark one, the dark one, all after it."""
    always = [link for link in links if role(link) not in ("dark", "extra")]
    addresses = {link.get("href") for link in always}
    dark = [link for link in links if role(link) == "dark" and link.get("href") not in addresses]
    last = max(map(links.index, dark), default=len(links))

    def add(name: str, group: list[HtmlElement], start: str = "") -> str:
        paths = [path for link in group if (path := files.locate(link.get("href"), page))]
        text = start + merged_sheet(files, paths, names)
        return files.add(name, text, page) if text else ""

    before = [link for link in always if links.index(link) < last]
    base = add("base.css", before, minified("", inline, names))
    light = next((link for link in reversed(links) if role(link) == "light"), None)
    new = []
    if dark:
        new.append(builder.LINK(dict(light.attrib if light is not None else {"rel": "stylesheet"}, href=base)))
        # Without scripts, nothing switches the dark sheet off
        media = "(scripting: enabled), (prefers-color-scheme: dark)"
        given = dict(dark[-1].attrib, href=add("dark.css", dark), media=media)
        new.append(builder.LINK(given))
    else:
        new.append(builder.LINK(rel="stylesheet", href=base))
        new += [inert(link) for link in links if role(link) in ("light", "dark")]
    if own := add("own.css", [link for link in always if links.index(link) > last]):
        new.append(builder.LINK(rel="stylesheet", href=own))
    for link in [*new, *(inert(link) for link in links if role(link) == "extra")]:
        links[0].addprevious(link)
    for link in links:
        link.drop_tree()


def role(link: HtmlElement) -> str:
    """What a sheet is for: "light", "dark", "extra" as in ROLES, or empty."""
    return next((role for name, role in ROLES.items() if name in link.get("class", "").split()), "")


def inert(link: HtmlElement) -> HtmlElement:
    """The link without an address."""
    return builder.LINK({name: value for name, value in link.attrib.items() if name != "href"} | {"rel": INERT})


def merged_sheet(files: OptimizedFiles, paths: list[Path], names: frozenset[str]) -> str:
    """Style sheets one after the other; the project's own in full, as authors may still write what needs them."""
    texts = []
    for path in paths:
        foreign = path.relative_to(files.site).parts[0] == LIBRARIES and EXTENSIONS not in path.parts
        text = minified(str(path), files.merge(path), names if foreign else None)
        if not foreign:
            text += dark_without_scripts(text, path.name, files.cache)
        files.merged.update(icons.font_files(text, path.parent))
        texts.append((text, path.parent))
    used = icons.used_icons("".join(text for text, _ in texts))
    return "".join(icons.embed_icons(text, folder, used, files.cache) for text, folder in texts)


@cache
def minified(name: str, text: str, names: frozenset[str] | None) -> str:
    """A style sheet without white space, and without rules for classes and ids that are not among the names."""
    unused = set(unused_names(text, names)) if names is not None else set()
    return lightningcss.process_stylesheet(text, filename=name, error_recovery=True, unused_symbols=unused)


def unused_names(text: str, names: frozenset[str]) -> Iterator[str]:
    """The classes and ids in a sheet that are not among the names."""
    for name in NAME.findall(text):
        if name not in names and not name.startswith(COMPOSED):
            yield name
