"""Workaround, Quarto 1.10: in a PDF it shows HTML that is no table as the name of the object that it came from."""

import re

from nbformat import NotebookNode

# Forms that Quarto shows in place of HTML
PREFERRED = {"text/markdown", "image/svg+xml", "image/png", "image/jpeg"}


def mark_html(notebook: NotebookNode) -> None:
    """Hand HTML outputs to Quarto as raw blocks, which the extension's filter reads (_extensions/course/before.lua)."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [marked(output) for output in cell.outputs]


def marked(output: NotebookNode) -> NotebookNode:
    """The output, with HTML that is no table as a raw block of Markdown."""
    data = output.get("data", {})
    html = str(data.get("text/html", ""))
    if not html or "<table" in html or PREFERRED & data.keys():
        return output
    longest = max((len(run) for run in re.findall(r"`{3,}", html)), default=2)
    fence = "`" * (longest + 1)
    return NotebookNode(output | {"data": NotebookNode({"text/markdown": f"{fence}{{=html}}\n{html}\n{fence}"})})
