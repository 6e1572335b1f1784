"""Style sheets: only the rules that the pages can use, in one file, or three where light and dark differ."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import lightningcss

from course.postprocess.optimize import icons
from course.postprocess.optimize.files import Files
from course.postprocess.optimize.html import attributes, start

LINK = re.compile(r"<link\b[^>]*\brel=\"stylesheet\"[^>]*>\n?")
INLINE = re.compile(r"<style>\n?(.*?)</style>\n?", re.DOTALL)
CLASSES = re.compile(r'\b(?:class|id)="([^"]*)"')
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
# Bootstrap's script is not read for words, it names every component; these are the parts that the pages use:
# folding sections of the sidebar, and the tooltip of the copy buttons
BOOTSTRAP = frozenset("show collapse collapsed collapsing collapse-horizontal fade active disabled".split())
# The icon of a page among the search's results; its name is put together
ICONS = frozenset({"bi-file-richtext"})
# Names that scripts put together from pieces
BUILT = ("aa-", "tooltip", "bs-tooltip", "tippy-", "headroom")
# A link that loads nothing, but is there for the engines' scripts that look for it
INERT = "disabled-stylesheet"


def vocabulary(pages: Iterable[str], code: Iterable[str]) -> frozenset[str]:
    """The classes and ids that elements have, or that a script may give them: every word in a script counts."""
    words = set(BOOTSTRAP | ICONS)
    for page in pages:
        words.update(name for match in CLASSES.finditer(page) for name in match[1].split())
    for text in code:
        words.update(WORD.findall(text))
    return frozenset(words)


def plain(pages: Iterable[str]) -> str:
    """The style elements of all pages as one sheet: a page without code lacks the part for code."""
    found = sorted({match[1] for page in pages for match in INLINE.finditer(page)}, key=len, reverse=True)
    kept: list[str] = []
    for text in found:
        if not any(set(text.splitlines()) <= set(other.splitlines()) for other in kept):
            kept.append(text)
    return "".join(kept)


def on_all(pages: dict[Path, str], files: Files) -> frozenset[Path]:
    """The style sheets that every page has; what only some have is not put together with them."""
    found = [{files.find(attributes(tag)["href"], path.parent) for tag in LINK.findall(p)} for path, p in pages.items()]
    return frozenset(set.intersection(*found)) if found else frozenset()


def merge(page: str, folder: Path, files: Files, words: frozenset[str], shared: str, common: frozenset[Path]) -> str:
    """Put the common style sheets in a page's head together: all before the dark one, the dark one, all after it.

    shared: what the pages have in style elements, which these lose. Other style sheets stay, after the common ones.
    """
    end = page.index("</head>")
    head, rest = page[:end], page[end:]
    tags = [tag for tag in LINK.findall(head) if files.find(attributes(tag)["href"], folder) in common]
    tags = [tag for tag in tags if files.local(attributes(tag)["href"], folder)]
    links = [attributes(tag) for tag in tags]
    always = [link for link in links if not set(kind(link)) & {"alternate", "extra"}]
    here = {link["href"] for link in always}
    dark = [link for link in links if "alternate" in kind(link) and link["href"] not in here]
    last = max((links.index(link) for link in dark), default=len(links))
    groups = [
        [link for link in always if links.index(link) < last],
        dark,
        [link for link in always if links.index(link) > last],
    ]
    addresses = []
    for name, group in zip(("base.css", "dark.css", "own.css"), groups, strict=True):
        paths = tuple(files.find(link["href"], folder) for link in group)
        text = (slimmed("", shared, words) if name == "base.css" else "") + sheet(files, paths, words)
        addresses.append(files.write(name, text, folder) if text else "")
    if not tags:
        return page
    at = head.index(tags[0])
    after = LINK.sub(lambda match: "" if match[0] in tags else match[0], head[at:])
    merged = "\n".join(write_links(links, groups, addresses)) + "\n"
    return INLINE.sub("", head[:at]) + merged + INLINE.sub("", after) + rest


def kind(link: dict[str, str]) -> list[str]:
    """What a sheet is for: "primary" light, "alternate" dark, "extra" light again for pages without scripts."""
    classes = link.get("class", "").split()
    if "quarto-color-scheme-extra" in classes:
        return ["extra"]
    if "quarto-color-alternate" in classes:
        return ["alternate"]
    return ["primary"] if "quarto-color-scheme" in classes else []


def write_links(links: list[dict[str, str]], groups: list[list[dict[str, str]]], addresses: list[str]) -> list[str]:
    """The links to the merged sheets, and inert ones for what the engines' scripts look for."""
    base, dark, own = addresses
    primary = next((link for link in reversed(links) if "primary" in kind(link)), {})
    tags = []
    if dark:
        tags.append(start("link", primary | {"href": base}))
        # Without scripts, nothing switches the dark sheet off
        tags.append(start("link", groups[1][-1] | {"href": dark, "media": "(scripting: enabled)"}))
    else:
        tags.append(start("link", {"rel": "stylesheet", "href": base}))
        schemes = [link for link in links if set(kind(link)) & {"primary", "alternate"}]
        tags += [start("link", without_address(link)) for link in schemes]
    if own:
        tags.append(start("link", {"rel": "stylesheet", "href": own}))
    return tags + [start("link", without_address(link)) for link in links if "extra" in kind(link)]


def without_address(link: dict[str, str]) -> dict[str, str]:
    """A link that loads nothing."""
    return {key: value for key, value in link.items() if key != "href"} | {"rel": INERT}


def sheet(files: Files, paths: tuple[Path, ...], words: frozenset[str]) -> str:
    """Style sheets one after the other; the project's own in full, as authors may still write what needs them."""
    texts = []
    for path in paths:
        foreign = path.relative_to(files.site).parts[0] == "site_libs" and "quarto-contrib" not in path.parts
        text = slimmed(str(path), files.take(path), words if foreign else None)
        files.merged.update(icons.fonts(text, path.parent))
        texts.append((text, path.parent))
    used = icons.used("".join(text for text, _ in texts))
    return "".join(icons.embed(text, folder, used, files.cache) for text, folder in texts)


@cache
def slimmed(name: str, text: str, words: frozenset[str] | None) -> str:
    """A style sheet without the rules for classes and ids that are not among the words, and without white space."""
    names = set(NAME.findall(text)) if words is not None else set()
    unused = {n for n in names if n not in (words or ()) and not n.startswith(BUILT)}
    return lightningcss.process_stylesheet(text, filename=name, error_recovery=True, unused_symbols=unused)
