"""Workaround, Quarto 1.10: in a PDF it shows HTML that is no table as the name of the object that it came from."""

from nbformat import NotebookNode

from course.execute.outputs import shown_form
from course.source.fences import fence_around


def mark_html(notebook: NotebookNode) -> None:
    """Hand HTML outputs to Quarto as raw blocks, which the extension's filter reads (_extensions/course/before.lua)."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [marked(output) for output in cell.outputs]


def marked(output: NotebookNode) -> NotebookNode:
    """The output, with HTML that is no table as a raw block of Markdown."""
    html = str(output.data["text/html"]) if shown_form(output) == "text/html" else ""
    if not html or "<table" in html:
        return output
    fence = fence_around(html)
    return NotebookNode(output | {"data": NotebookNode({"text/markdown": f"{fence}{{=html}}\n{html}\n{fence}"})})
