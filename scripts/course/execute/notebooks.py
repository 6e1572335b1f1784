"""Executed chapters, and chapters as the notebooks that Quarto looks for in its cache."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode

from course.source.chapters import Cell, Chapter

# Cell options that Quarto does not know and moves to the cell's metadata
OURS = {"check-allow", "tags"}


@dataclass
class Executed:
    """A chapter after execution, put together from its units.

    Attributes:
        chapter: The chapter.
        status: One word for each of its cells: "ok", "error", "time-limit", "kernel-died" or "not-run" (after such an
            end in the same exercise, or because of `eval: false`).
        outputs: What each cell printed and showed, in nbformat's form.
        peaks: The most memory (MB) that the cell's kernel had needed by its end, 0 where the system does not tell.
        cached: Whether all of them were executed by an earlier build.
        seconds: That this build's kernels took.
        setup: The source of the cell that ran before each exercise's.
        executed: Cells that this build has executed.
    """

    chapter: Chapter
    status: list[str]
    outputs: list[list[NotebookNode]]
    peaks: list[float]
    cached: bool
    seconds: float
    setup: str
    executed: int = 0


def chapter_notebook(chapter: Chapter, setup: str) -> NotebookNode:
    """The notebook that Quarto makes of a chapter: its setup cell, then the chapter's code cells."""
    notebook: NotebookNode = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = nbformat.from_dict(kernel())
    for number, (source, metadata) in enumerate(quarto_sources(chapter, setup)):
        cell = code_cell(source, f"cell-{number}")
        cell.metadata.update(metadata)
        notebook.cells.append(cell)
    return notebook


def quarto_sources(chapter: Chapter, setup: str) -> list[tuple[str, dict[str, Any]]]:
    """The sources of the cells that Quarto makes of a chapter, each with what it moves to the cell's metadata."""
    moved = [{key: cell.options[key] for key in sorted(OURS & cell.options.keys())} for cell in chapter.cells]
    sources = [source_in_quarto(cell) for cell in chapter.cells]
    return [(setup, {}), *zip(sources, moved, strict=True)]


def kernel() -> dict[str, str]:
    """What a notebook says about its kernel, by which the cache tells notebooks apart, too."""
    # Imported here, as it takes time that a build with known outputs does not need
    from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

    found = KernelSpecManager().get_kernel_spec(NATIVE_KERNEL_NAME)
    return {
        "name": NATIVE_KERNEL_NAME,
        "language": found.language,
        "display_name": found.display_name,
        "path": found.resource_dir,
    }


def code_cell(source: str, identifier: str, outputs: Iterable[NotebookNode] = ()) -> NotebookNode:
    """A code cell as `nbformat.v4` makes it, but not validated by itself: a notebook is, as a whole, when written."""
    made: NotebookNode = nbformat.from_dict(
        {"cell_type": "code", "id": identifier, "metadata": {}, "execution_count": None, "source": source}
    )
    made.outputs = list(outputs)
    return made


def source_in_quarto(cell: Cell) -> str:
    """The cell's source with its options written as Quarto writes them, so that Quarto finds the cell in the cache."""
    if "label" not in cell.options:
        return cell.source.strip("\n")
    return cell_source({key: value for key, value in cell.options.items() if key not in OURS}, cell.code).strip("\n")


def cell_source(options: dict[str, Any], code: str) -> str:
    """The source of a cell with these options, as Quarto writes them."""
    lines = yaml.safe_dump(options, sort_keys=False, allow_unicode=True, width=sys.maxsize) if options else ""
    return "\n".join([*(f"#| {line}" for line in lines.splitlines()), code])
