"""What markup a chapter uses, element by element, with the line at which each stands."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from course.source.chapters import Chapter
from course.source.pandoc_json import NO_PROSE, read_tree

# From where one begins to where it ends, and how one is written that both engines expand
SHORTCODE = re.compile(r"\{\{<.*?(?:>\}\}|$)")
WHOLE_SHORTCODE = re.compile(r"\{\{< +(?P<name>[\w-]+)(?: +(?P<words>\S+))? +>\}\}")
REFERENCE = re.compile(r"(?P<kind>[a-z]+)-\S+")
EQUATION_ID = re.compile(r"\{#(?P<id>[^}\s]+)\}")
FENCED_CODE = re.compile(r"\{+=?\s*\.?[A-Za-z]")
# Inlines and blocks that hold text and nothing to decide on
PLAIN = {"Str", "Space", "SoftBreak", "Plain", "Para"}
# Where the attributes stand among the contents of an element
ATTRIBUTES = {
    "CodeBlock": 0, "Div": 0, "Header": 1, "Span": 0, "Link": 0, "Image": 0, "Code": 0, "Table": 0, "Figure": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Element:
    """A use of markup.

    Attributes:
        feature: What it is, such as "Strong", "Div.callout-note", "Image@width" or "shortcode:meta"; the language
            table has a row for each.
        line: Where it stands in the file.
        text: Its source in short, such as the text of a formula or the target of a link.
        identifier: The id that it is given, empty for none.
        words: Of a heading or an image its text, without formulas, which part it.
    """

    feature: str
    line: int
    text: str = ""
    identifier: str = ""
    words: tuple[str, ...] = ()


class Finder:
    """Finds the lines of elements, which Pandoc gives in their order but without their places."""

    def __init__(self, chapter: Chapter) -> None:
        self.lines = chapter.prose
        self.position = 0
        self.block = -1

    def find(self, text: str) -> int:
        """The next line that has a text; the first one where none follows, else the last element's."""
        return self.find_next(lambda line: text in line, block=False)

    def find_block(self, pattern: str) -> int:
        """The line of the next match of a pattern, as `find`. It begins a block, of which a line begins one at most."""
        return self.find_next(re.compile(pattern).search, block=True)

    def find_next(self, is_wanted: Callable[[str], object], *, block: bool) -> int:
        """As `find` and `find_block`."""
        start = max(self.position, self.block + 1) if block else self.position
        for order in (range(start, len(self.lines)), range(start)):
            for index in order:
                if is_wanted(self.lines[index][1]):
                    self.position = index
                    self.block = index if block else self.block
                    return self.lines[index][0]
        return self.lines[self.position][0] if self.lines else 1


def read_markup(chapter: Chapter, kept: Path, reader: str = "markdown") -> list[Element]:
    """Every use of markup in a chapter's prose.

    Args:
        chapter: The chapter.
        kept: A folder for `render_cache.cached`.
        reader: Pandoc's name of the format, with its extensions.

    Returns:
        The elements in their order, shortcodes after all others.

    Raises:
        CourseError: Pandoc cannot read the chapter.
    """
    tree = read_tree(chapter, kept, reader)
    return [*walk(tree, Finder(chapter)), *shortcodes(chapter)]


def shortcodes(chapter: Chapter) -> Iterator[Element]:
    """The shortcodes in a chapter's prose and in its cells, which Pandoc takes for words and for code."""
    for line, text in chapter.prose:
        for found in SHORTCODE.finditer(text):
            match = WHOLE_SHORTCODE.fullmatch(found[0])
            name, words = (match["name"], match["words"]) if match else ("", "")
            yield Element(f"shortcode:{name}", line, found[0])
            if name == "meta" and not isinstance(chapter.front.get(words), str | int | float):
                yield Element("shortcode-without-value", line, found[0])
    for cell in chapter.cells:
        for line, text in cell.numbered_code:
            yield from (Element("shortcode-in-code", line, found[0]) for found in SHORTCODE.finditer(text))


def walk(node: Any, finder: Finder) -> Iterator[Element]:
    """The elements in a part of Pandoc's tree."""
    if isinstance(node, list):
        for child in node:
            yield from walk(child, finder)
    elif isinstance(node, dict) and "t" in node:
        yield from describe(node["t"], node.get("c"), finder)
        if node["t"] not in NO_PROSE:
            yield from walk(node.get("c"), finder)
    elif isinstance(node, dict):
        for child in node.values():
            yield from walk(child, finder)


def describe(kind: str, content: Any, finder: Finder) -> Iterator[Element]:
    """The elements that a node of Pandoc's tree is, apart from those in it."""
    place = partial(locate, kind, content, finder)
    if kind == "Str":
        yield from in_word(content, finder)
    elif kind in ("RawInline", "RawBlock"):
        name = "comment" if content[1].lstrip().startswith("<!--") else f"Raw:{content[0]}"
        yield Element(name, place(), content[1])
    elif kind == "Math":
        yield Element(content[0]["t"], place(), content[1])
    elif kind == "Cite":
        for citation in content[0]:
            yield cited(citation["citationId"], finder)
    elif kind in ("Link", "Image"):
        line = place()
        alt = tuple(value for key, value in content[0][2] if key in ("alt", "fig-alt"))
        yield Element(kind, line, content[2][0], content[0][0], (*words_of(content[1]), *alt))
        yield from attributed(kind, content[0], line)
    elif kind == "Code" and FENCED_CODE.match(content[1]):
        # A fence that is none to Pandoc, which the parser of chapters reports
        return
    elif kind in ATTRIBUTES:
        line = place()
        attributes = content[ATTRIBUTES[kind]]
        classes = attributes[1] if kind in ("Div", "Span") else []
        if kind in ("Code", "CodeBlock") and (match := SHORTCODE.search(content[1])):
            yield Element("shortcode-in-code", line, match[0])
        if not classes:
            text = content[1] if kind in ("Code", "CodeBlock") else ""
            yield Element(kind, line, text, attributes[0], words_of(content[2]) if kind == "Header" else ())
        yield from attributed(kind, attributes, line)
    elif kind not in PLAIN and kind[0].isupper() and content is not None or kind in ("HorizontalRule", "LineBreak"):
        if kind not in ("AlignDefault", "ColWidthDefault", "ColWidth"):
            yield Element(kind, place())


def words_of(inlines: Any) -> tuple[str, ...]:
    """The text of inlines in the stretches between formulas."""
    stretches = [""]

    def collect(node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                collect(child)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c", "")
            if kind == "Math":
                stretches.append("")
            elif kind == "Str":
                stretches[-1] += content
            elif kind == "Code":
                stretches[-1] += content[1]
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                stretches[-1] += " "
            else:
                collect(content)

    collect(inlines)
    return tuple(stretches)


def attributed(kind: str, attributes: Any, line: int) -> Iterator[Element]:
    """Elements for the classes and the keys of an element's attributes."""
    identifier, classes, pairs = attributes
    for number, name in enumerate(classes):
        yield Element(f"{kind}.{name}", line, name, identifier if number == 0 and kind in ("Div", "Span") else "")
    for key, value in pairs:
        yield Element(f"{kind}@{key}", line, value)


def in_word(word: str, finder: Finder) -> Iterator[Element]:
    """What Pandoc takes for a plain word and Quarto does not: ids of equations."""
    if match := EQUATION_ID.fullmatch(word):
        yield Element("equation-id", finder.find(word), word, match["id"])


def cited(identifier: str, finder: Finder) -> Element:
    """A cross-reference, or what Pandoc takes for a citation."""
    match = REFERENCE.fullmatch(identifier)
    kinds = ("fig", "tbl", "sec", "eq", "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "nte", "tip")
    line = finder.find(f"@{identifier}")
    feature = f"reference:{match['kind']}" if match and match["kind"] in kinds else "citation"
    return Element(feature, line, identifier)


def locate(kind: str, content: Any, finder: Finder) -> int:
    """The line at which an element begins."""
    patterns = {
        "Header": r"^\s*#{1,6}\s|^(=+|-+)\s*$",
        "Div": r"^[\s>]*:::+\s*\S",
        "CodeBlock": r"^\s*(```|~~~)|^    ",
        "Table": r"\||--",
        "DefinitionList": r"^\s*[:~]\s",
        "BlockQuote": r"^\s*>",
        "LineBlock": r"^\|",
    }
    if kind in patterns:
        return finder.find_block(patterns[kind])
    if kind == "Note":
        return finder.find("[^")
    if kind in ("Link", "Image"):
        text = content[2][0]
    elif kind in ("Math", "RawInline", "RawBlock", "Code"):
        text = content[1]
    else:
        return finder.lines[finder.position][0] if finder.lines else 1
    words = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return finder.find(words)
