"""Workaround, Quarto 1.10: a cell that shows several figures becomes one for each of them.

Quarto moves what was printed before all figures, gives one caption to the first alone, and the same id to all.
"""

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from course.execute.notebooks import cell_source, code_cell
from course.execute.outputs import is_image, without_returned
from course.source.chapters import Cell

TEXTS = ("fig-cap", "fig-alt")


def split_figures(notebook: NotebookNode, cells: list[Cell]) -> None:
    """Split the cells of a notebook that show several figures, and lead references to them to the first.

    Args:
        notebook: An executed chapter.
        cells: The chapter's code cells, in order.
    """
    result: list[NotebookNode] = []
    sources = iter(cells)
    split: set[str] = set()
    for cell in notebook.cells:
        source = next(sources) if cell.cell_type == "code" else None
        if source and source.label.startswith("fig-") and sum(map(is_image, cell.outputs)) > 1:
            split.add(source.label)
            result += parts(cell, source)
        else:
            result.append(cell)
    for cell in result:
        for label in split if cell.cell_type == "markdown" else ():
            cell.source = re.sub(rf"(?<=[@#]){label}(?![\w-])", f"{label}-1", cell.source)
    notebook.cells = result


def parts(cell: NotebookNode, source: Cell) -> Iterator[NotebookNode]:
    """A cell with its code, then one for each figure with what was shown before it; side by side where it says so."""
    others = {key: value for key, value in source.options.items() if key not in (*TEXTS, "label", "layout-ncol")}
    columns = source.options.get("layout-ncol")
    yield part(others, source.code, f"{cell.id}-code", [])
    if columns:
        yield markdown(f"::: {{layout-ncol={columns}}}", f"{cell.id}-open")
    waiting: list[NotebookNode] = []
    count = 0
    for output in without_returned(cell.outputs):
        waiting.append(output)
        if is_image(output):
            count += 1
            own = {key: source.text_for(key, count - 1) for key in TEXTS if key in source.options}
            options = others | {"label": f"{source.label}-{count}", "echo": False} | own
            yield part(options, source.code, f"{cell.id}-{count}", waiting)
            waiting = []
    if columns:
        yield markdown(":::", f"{cell.id}-close")
    if waiting:
        yield part(others | {"echo": False}, source.code, f"{cell.id}-last", waiting)


def part(options: dict[str, object], code: str, identifier: str, outputs: list[NotebookNode]) -> NotebookNode:
    """A code cell that has run."""
    made = code_cell(cell_source(options, code), identifier, outputs)
    made.execution_count = 1
    return made


def markdown(text: str, identifier: str) -> NotebookNode:
    """A cell of Markdown."""
    made: NotebookNode = nbformat.from_dict({"cell_type": "markdown", "id": identifier, "metadata": {}, "source": text})
    return made
