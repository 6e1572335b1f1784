"""The built site as the rules see it: pages with their links, ids and text."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml.html import HtmlElement

from course.common.html import parse_html

# What hosts send for addresses that lead nowhere: no page that links or the search should lead to
NOT_FOUND = "404.html"
LOADS = (
    "//@src[parent::script or parent::img or parent::iframe or parent::source or parent::video or parent::audio"
    " or parent::embed] | //link[contains(@rel, 'stylesheet') or contains(@rel, 'icon') or contains(@rel, 'preload')]"
    "[not(@rel = 'disabled-stylesheet')]/@href"
)
TEXT = (
    "//text()[not(ancestor::script or ancestor::style or ancestor::code or ancestor::pre or ancestor::template"
    " or ancestor::math)]"
)


@dataclass
class Page:
    """A built page.

    Attributes:
        path: Below the site, with forward slashes.
        source: The file it was made from, in the project.
        html: Its text.
    """

    path: str
    source: str
    html: str = field(repr=False)

    @cached_property
    def tree(self) -> HtmlElement:
        """Its root element."""
        return parse_html(self.html)

    @cached_property
    def links(self) -> list[str]:
        """Targets of its links."""
        return [str(link) for link in self.tree.xpath("//a/@href")]

    @cached_property
    def loads(self) -> list[str]:
        """Addresses of the scripts, styles and images that it loads."""
        return [str(address) for address in self.tree.xpath(LOADS)]

    @cached_property
    def ids(self) -> set[str]:
        """The ids that links can lead to."""
        return {str(name) for name in self.tree.xpath("//@id")}

    @cached_property
    def text(self) -> str:
        """Its text outside of code, scripts and formulas."""
        return " ".join(self.tree.xpath(TEXT))

    def resolve(self, path: str) -> str:
        """A link's path below the site; an empty path is this page."""
        if not path:
            return self.path
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(self.path), path)
        return posixpath.normpath(joined)


class Site:
    """A built site.

    Attributes:
        root: Its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> set[str]:
        """Every file below the site."""
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    @cached_property
    def pages(self) -> list[Page]:
        """The pages, without the engine's own files."""
        names = sorted(
            name
            for name in self.files
            if name.endswith(".html") and not name.startswith("site_libs/") and name != NOT_FOUND
        )

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
