"""A chapter that ran, as the Markdown that Quarto hands to Pandoc: cells and outputs as divs, figures in files."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from course.chapters import Cell
from course.notebooks import Executed

IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}


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
    return "\n\n".join([f"::::: {{{' '.join(attributes(cell))}}}", *blocks, ":::::"])


def attributes(cell: Cell) -> Iterator[str]:
    """A cell's id, classes and, of a table, the caption. Of a figure the figure itself has them."""
    if cell.label.startswith("fig-"):
        yield f"#cell-{cell.label}"
    elif not cell.label.startswith("line-"):
        yield f"#{cell.label}"
    yield ".cell"
    yield from (f".{name}" for name in str(cell.options.get("classes", "")).split())
    if caption := cell.options.get("tbl-cap"):
        yield f'tbl-cap="{escape(str(caption))}"'


def output_markdown(cell: Cell, output: NotebookNode, files: Path, number: int) -> str:
    """One output as a div of the class `cell-output`."""
    if output.output_type == "stream":
        return verbatim(f".cell-output-{output.name}", output.text)
    data = output.get("data", {})
    kind = next((kind for kind in (*IMAGES, "text/html", "text/markdown") if kind in data), None)
    if kind in IMAGES:
        return displayed(figure(cell, data[kind], files / f"{cell.label}-output-{number}.{IMAGES[kind]}"))
    if kind == "text/html":
        return displayed(f"```{{=html}}\n{data[kind]}\n```")
    if kind == "text/markdown":
        return displayed(data[kind])
    return verbatim(".cell-output-display", data.get("text/plain", ""))


def displayed(text: str) -> str:
    """What a cell displays."""
    return f"::: {{.cell-output .cell-output-display}}\n{text}\n:::"


def figure(cell: Cell, data: str, file: Path) -> str:
    """Write a figure's file and return the figure with caption and alternative text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if file.suffix == ".svg" else base64.b64decode(data))
    label = f"#{cell.label} " if cell.label.startswith("fig-") else ""
    caption, alt = cell.options.get("fig-cap", ""), escape(str(cell.options.get("fig-alt", "")))
    return f'![{caption}]({"/".join(file.parts[-3:])}){{{label}fig-alt="{alt}"}}'


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
