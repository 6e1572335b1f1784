"""Workaround, Quarto 1.10: in a PDF it shows HTML that is no table as the name of the object that it came from."""

from nbformat import NotebookNode

from course.render.portable.markdown import data_kind, fence


def mark_html(notebook: NotebookNode) -> None:
    """Hand HTML outputs to Quarto as raw blocks, which the extension's filter reads (_extensions/course/before.lua)."""
    for cell in notebook.cells:
        for output in cell.outputs if cell.cell_type == "code" else ():
            data = output.get("data", {})
            html = str(data.get("text/html", ""))
            if data_kind(data) == ["text/html"] and "<table" not in html:
                output.data = NotebookNode({"text/markdown": f"{fence(html)}{{=html}}\n{html}\n{fence(html)}"})
