"""Rules on what Pandoc makes of formulas and captions, in prose, options and outputs."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from course.common.errors import Finding
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.gate.rules.execution import runs
from course.source.chapters import Cell, Chapter
from course.source.pandoc_json import failed_formulas, formulas_in, read_text

FORMULAS = ("InlineMath", "DisplayMath")
CAPTIONS = ("fig-cap", "tbl-cap")


@rule("formula")
def formula(context: Context, name: str) -> Iterator[Finding]:
    """A formula holds what cannot be converted, such as an unknown command of LaTeX."""
    kept = context.project.render_cache
    places: dict[str, list[tuple[Chapter, int, Cell | None]]] = defaultdict(list)
    for chapter in context.chapters:
        for element in context.elements(chapter):
            if element.feature in FORMULAS:
                places[element.text].append((chapter, element.line, None))
    for chapter, cell, text in texts_of_cells(context):
        for found in formulas_in(read_text(text, kept) if "$" in text else []):
            places[found].append((chapter, cell.line, cell))
    for text in failed_formulas(list(places), kept):
        shown = " ".join(text.split())
        message = f"'{shown}' cannot be converted: see its commands; those of LaTeX and amsmath are known"
        for chapter, line, place in places[text]:
            yield at_cell(chapter, place, name, message) if place else at_line(chapter, line, name, message)


@rule("caption")
def caption(context: Context, name: str) -> Iterator[Finding]:
    """A figure's caption has a bracket without its counterpart, at which the figure breaks off."""
    kept = context.project.render_cache
    for chapter in context.chapters:
        found = [(cell, text) for cell in chapter.cells for text in captions(cell, "fig-cap")]
        whole = are_links([text for _, text in found], kept)
        for (cell, text), good in zip(found, whole, strict=True):
            if not good:
                message = f"'{text}': write '\\]' for a bracket that closes nothing, '\\[' for one that is not closed"
                yield at_cell(chapter, cell, name, message)


def texts_of_cells(context: Context) -> Iterator[tuple[Chapter, Cell, str]]:
    """The Markdown of cells, each text with its cell: captions, and outputs of those that have been executed."""
    for chapter in context.chapters:
        for cell in chapter.cells:
            yield from ((chapter, cell, text) for text in captions(cell, *CAPTIONS))
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            yield from ((executed.chapter, cell, text) for text in markdown_of(cell, outputs))


def captions(cell: Cell, *options: str) -> list[str]:
    """The texts of some options of a cell, on one line each."""
    return [" ".join(text.split()) for option in options for text in cell.texts(option) if text]


def markdown_of(cell: Cell, outputs: list[NotebookNode]) -> Iterator[str]:
    """The outputs that are Markdown or formulas."""
    for output in outputs:
        if output.output_type == "stream" and cell.options.get("output") == "asis":
            yield str(output.text)
        data = output.get("data", {})
        yield from (str(data[kind]) for kind in ("text/markdown", "text/latex") if kind in data)


def are_links(texts: list[str], kept: Path) -> list[bool]:
    """Whether each text can stand between a link's brackets, asked of Pandoc all at once."""
    if not texts:
        return []
    blocks = read_text("\n\n".join(f"x [{text}](y)" for text in texts), kept)
    if len(blocks) != len(texts):
        return [are_links([text], kept)[0] for text in texts] if len(texts) > 1 else [False]
    return [
        block["t"] == "Para" and [child["t"] for child in block["c"]] == ["Str", "Space", "Link"] for block in blocks
    ]
