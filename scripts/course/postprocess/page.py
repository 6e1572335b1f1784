"""A rendered page: parsed once, changed as a tree by every step, written once."""

from dataclasses import dataclass, field
from pathlib import Path

from lxml.html import HtmlElement

from course.common.errors import CourseError
from course.common.html import parse_html, serialize_html, with_class

# What renders pages, by how the generator that a page names begins
TOOLS = {"quarto": "Quarto", "smalldocs": "smalldocs"}
# The engines' own files
LIBRARIES = "site_libs"
# Where the files stand that optimized pages load
OPTIMIZED = f"{LIBRARIES}/optimized"


@dataclass
class Page:
    """A rendered page.

    Attributes:
        site: The site's folder.
        path: The page's file.
        tool: What rendered it, as a key and in messages.
        tree: Its root element, which every step changes in place.
        text: What the file holds.
    """

    site: Path
    path: Path
    tool: str
    tree: HtmlElement
    text: str = field(repr=False)

    @property
    def root(self) -> str:
        """The way from the page to the site's top, such as "../"."""
        return "../" * (len(self.path.relative_to(self.site).parts) - 1)

    @property
    def head(self) -> HtmlElement:
        """The page's head."""
        return self.require("/html/head", "head")

    @property
    def main(self) -> HtmlElement:
        """The page's content."""
        return self.require("/html/body//main", "main element")

    @property
    def is_completed(self) -> bool:
        """Whether the page has been completed before: single pages are rendered anew in previews."""
        return bool(self.tree.xpath(f"//{with_class('provenance', 'footer')}"))

    @property
    def is_optimized(self) -> bool:
        """Whether the page has been optimized before."""
        return bool(self.tree.xpath(f"/html/head/script[contains(@src, '{OPTIMIZED}/')]"))

    def require(self, path: str, what: str) -> HtmlElement:
        """The first element at an XPath that the tool is known to write. Raises CourseError where there is none."""
        found = self.tree.xpath(path)
        if not found:
            raise self.error(f"has no {what}")
        return found[0]

    def error(self, problem: str) -> CourseError:
        """An error that names the tool whose output is not as expected. problem: such as "has no head"."""
        file = self.path.relative_to(self.site).as_posix()
        return CourseError(f"unexpected output of {self.tool}: the page {problem}", file=file)

    def write(self) -> None:
        """Write the page where it has changed. Raises OSError."""
        text = serialize_html(self.tree)
        if text != self.text:
            self.path.write_text(text, encoding="utf-8")


def read_pages(site: Path, files: list[Path] | None = None) -> list[Page]:
    """Read the pages of a rendered site, sorted by path; HTML files that the author ships are not among them.

    Args:
        site: The site's folder.
        files: Those of the site to read, None for all.

    Returns:
        The pages.

    Raises:
        OSError: A file cannot be read.
    """
    pages = []
    for path in sorted(site.rglob("*.html") if files is None else files):
        if path.relative_to(site).parts[0] == LIBRARIES:
            continue
        text = path.read_text(encoding="utf-8")
        tree = parse_html(text)
        generator = "".join(tree.xpath("/html/head/meta[@name='generator']/@content"))
        if tool := TOOLS.get(generator.partition("-")[0]):
            pages.append(Page(site, path, tool, tree, text))
    return pages


def remove(element: HtmlElement) -> None:
    """Remove an element, and the line break behind it."""
    element.tail = (element.tail or "").removeprefix("\n")
    element.drop_tree()


def set_class(element: HtmlElement, name: str) -> None:
    """Put a class before those that an element has."""
    element.set("class", " ".join(filter(None, (name, element.get("class")))))
