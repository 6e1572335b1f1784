"""A chapter that ran, as a notebook: the one document that pages, PDFs and downloads are made from."""

from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from course.execute.notebooks import Executed, code_cell

LANGUAGE = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed_notebook(executed: Executed) -> NotebookNode:
    """The chapter with its outputs.

    Front matter and prose are the source's own, word for word, in cells between the code cells; divs may open in one
    cell and close in another.

    Args:
        executed: The chapter.

    Returns:
        A notebook, valid by its format.
    """
    chapter = executed.chapter
    lines = chapter.text.splitlines()
    notebook = front_notebook("\n".join(lines[: chapter.body_line - 1]))
    position = chapter.body_line - 1
    for count, (cell, outputs) in enumerate(zip(chapter.cells, executed.outputs, strict=True), start=1):
        notebook.cells += prose_cells(lines[position : cell.line - 1], f"prose-{count}")
        code = code_cell(cell.source, f"cell-{count}", outputs)
        code.execution_count = count
        notebook.cells.append(code)
        position = cell.end
    notebook.cells += prose_cells(lines[position:], "prose-last")
    return notebook


def front_notebook(front: str) -> NotebookNode:
    """A notebook with front matter and nothing else."""
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=nbformat.from_dict(LANGUAGE))
    notebook.cells.append(
        nbformat.from_dict({"cell_type": "raw", "id": "front-matter", "metadata": {}, "source": front})
    )
    return notebook


def prose_cells(lines: list[str], identifier: str) -> Iterator[NotebookNode]:
    """A Markdown cell of these lines, none where they are blank."""
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield nbformat.from_dict({"cell_type": "markdown", "id": identifier, "metadata": {}, "source": text})
