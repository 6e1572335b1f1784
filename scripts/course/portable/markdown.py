"""A chapter that ran, as the Markdown that Quarto hands to Pandoc: cells and outputs as divs, figures in files."""

import base64
import re
from pathlib import Path

from nbformat import NotebookNode

from course.chapters import Cell
from course.config import Project
from course.notebooks import Executed

SETUP = """\
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats

plt.rcParams["figure.figsize"] = ({width}, {height})
plt.rcParams["figure.dpi"] = {dpi}
plt.rcParams["savefig.dpi"] = "figure"
set_matplotlib_formats("{format}")
%reset -f
"""
IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}


def setup_cell(project: Project) -> str:
    """The cell before a chapter's own: figure size and format, as in Quarto."""
    figure = project.figure
    return SETUP.format(
        width=figure["fig-width"], height=figure["fig-height"], dpi=figure["fig-dpi"], format=figure["fig-format"]
    )


def executed_markdown(executed: Executed, folder: Path) -> str:
    """The chapter's source with every cell replaced by its code and its outputs.

    folder: where figures are written, as `<stem>_files/figure-html/<label>-output-N.svg`.
    """
    lines: list[str] = executed.chapter.text.splitlines()
    for cell, outputs in reversed(list(zip(executed.chapter.cells, executed.outputs, strict=True))):
        files = folder / f"{executed.chapter.stem}_files" / "figure-html"
        lines[cell.line - 1 : cell.end] = cell_markdown(cell, outputs, files).splitlines()
    return "\n".join(lines) + "\n"


def cell_markdown(cell: Cell, outputs: list[NotebookNode], files: Path) -> str:
    """One cell as a div of the class `cell`; empty for `include: false`."""
    if cell.options.get("include") is False:
        return ""
    blocks = []
    if cell.options.get("echo", True) is not False and cell.code.strip():
        fold = ' code-fold="true"' if cell.options.get("code-fold") else ""
        blocks.append(f"{fence(cell.code)}{{.python .cell-code{fold}}}\n{cell.code}\n{fence(cell.code)}")
    if cell.options.get("output", True) is not False:
        blocks += [output_markdown(cell, output, files, n) for n, output in enumerate(outputs, start=1)]
    classes = " ".join(f".{name}" for name in str(cell.options.get("classes", "")).split())
    label = "" if cell.label.startswith(("fig-", "tbl-", "line-")) else f"#{cell.label} "
    return "\n\n".join([f"::::: {{{label}.cell {classes}}}", *blocks, ":::::"])


def output_markdown(cell: Cell, output: NotebookNode, files: Path, number: int) -> str:
    """One output as a div of the class `cell-output`."""
    if output.output_type == "stream":
        return verbatim(f".cell-output-{output.name}", output.text)
    data = output.get("data", {})
    kind = next((kind for kind in (*IMAGES, "text/html", "text/markdown") if kind in data), None)
    if kind in IMAGES:
        return figure(cell, data[kind], files / f"{cell.label}-output-{number}.{IMAGES[kind]}")
    if kind == "text/html":
        options = [
            ("tbl-cap", cell.options.get("tbl-cap", "")),
            ("id", cell.label if cell.label.startswith("tbl-") else ""),
        ]
        attributes = " ".join(f'{key}="{escape(str(value))}"' for key, value in options if value)
        return f"::: {{.cell-output .cell-output-display {attributes}}}\n```{{=html}}\n{data[kind]}\n```\n:::"
    if kind == "text/markdown":
        return f"::: {{.cell-output .cell-output-display}}\n{data[kind]}\n:::"
    return verbatim(".cell-output-display", data.get("text/plain", ""))


def figure(cell: Cell, data: str, file: Path) -> str:
    """Write a figure's file and return the figure with caption and alternative text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if file.suffix == ".svg" else base64.b64decode(data))
    label = f"#{cell.label} " if cell.label.startswith("fig-") else ""
    caption, alt = cell.options.get("fig-cap", ""), escape(str(cell.options.get("fig-alt", "")))
    link = "/".join(file.parts[-3:])
    return f'::: {{.cell-output .cell-output-display}}\n![{caption}]({link}){{{label}.img-fluid alt="{alt}"}}\n:::'


def verbatim(kind: str, text: str) -> str:
    """Text as it was printed."""
    body = text.rstrip("\n")
    return f"::: {{.cell-output {kind}}}\n{fence(body)}\n{body}\n{fence(body)}\n:::"


def fence(text: str) -> str:
    """A fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    return "`" * (longest + 1)


def escape(text: str) -> str:
    """Text for a quoted attribute."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
