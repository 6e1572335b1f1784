"""The built site as the rules see it: pages with their links, ids and text."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

VOID = set("area base br col embed hr img input link meta source track wbr".split())
# Elements whose end tag may be left out
OPTIONAL = set("p li dt dd tr td th thead tbody tfoot colgroup option html head body".split())
KNOWN = set(
    "a abbr article aside b blockquote body button caption cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main"
    " math meta nav ol p picture pre q s samp script section small span strong style sub summary sup svg table tbody td"
    " template tfoot th thead title tr u ul var video".split()
)
LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
}
UNREAD = {"script", "style", "code", "pre", "template", "math"}


class Reader(HTMLParser):
    """Collects links, ids, loaded files, text and tags that do not match, in one pass."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.words: list[str] = []
        self.open: list[tuple[str, int]] = []
        self.wrong: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in LOADING and LOADING[tag] in found:
            self.loads.append(found[LOADING[tag]])
        if tag == "link" and {"stylesheet", "icon", "preload", "modulepreload"} & set(found.get("rel", "").split()):
            self.loads.append(found.get("href", ""))
        if tag in KNOWN and tag not in VOID:
            self.open.append((tag, self.getpos()[0]))
        self.silent += tag in UNREAD

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in UNREAD
        if tag not in KNOWN or tag in VOID:
            return
        if tag not in [name for name, _ in self.open]:
            self.wrong.append((self.getpos()[0], tag))
            return
        while self.open[-1][0] != tag:
            name, row = self.open.pop()
            if name not in OPTIONAL:
                self.wrong.append((row, name))
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def finish(self) -> None:
        """Count what is still open at the end."""
        self.wrong += [(row, name) for name, row in self.open if name not in OPTIONAL]


def read(text: str) -> Reader:
    """Read HTML."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    reader.finish()
    return reader


def unbalanced(text: str) -> list[tuple[int, str]]:
    """Tags that are not closed in their place, with their lines from 1."""
    return read(text).wrong


@dataclass
class Page:
    """A built page. path: below the site, with forward slashes; source: the file it was made from, in the project."""

    path: str
    source: str
    html: str = field(repr=False)

    @cached_property
    def reader(self) -> Reader:
        """What one pass over the page collects."""
        return read(self.html)

    @property
    def links(self) -> list[str]:
        """Targets of its links."""
        return self.reader.links

    @property
    def loads(self) -> list[str]:
        """Addresses of the scripts, styles and images that it loads."""
        return self.reader.loads

    @property
    def ids(self) -> set[str]:
        """The ids that links can lead to."""
        return self.reader.ids

    @property
    def text(self) -> str:
        """Its text outside of code, scripts and formulas."""
        return " ".join(self.reader.words)

    @property
    def unbalanced(self) -> list[tuple[int, str]]:
        """Tags that are not closed in their place, with their lines."""
        return self.reader.wrong

    def resolve(self, path: str) -> str:
        """A link's path below the site; an empty path is this page."""
        if not path:
            return self.path
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(self.path), path)
        return posixpath.normpath(joined)


class Site:
    """A built site. root: its folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> set[str]:
        """Every file below the site."""
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    @cached_property
    def pages(self) -> list[Page]:
        """The pages, without the engine's own files."""
        names = sorted(name for name in self.files if name.endswith(".html") and not name.startswith("site_libs/"))

        def page(name: str) -> Page:
            return Page(name, re.sub(r"html$", "qmd", name), (self.root / name).read_text(encoding="utf-8"))

        return [page(name) for name in names]

    def page(self, path: str) -> Page | None:
        """The page at a path, also by its folder."""
        wanted = {path, posixpath.normpath(posixpath.join(path, "index.html"))}
        return next((page for page in self.pages if page.path in wanted), None)

    def has(self, path: str) -> bool:
        """Whether a link to a path leads to a file or a folder's page."""
        return path in self.files or self.page(path) is not None

    def styles(self) -> Iterator[tuple[str, str]]:
        """The style sheets with their texts."""
        for name in sorted(self.files):
            if name.endswith(".css"):
                yield name, (self.root / name).read_text(encoding="utf-8", errors="replace")
