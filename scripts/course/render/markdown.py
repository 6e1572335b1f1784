"""A chapter that ran, as the Markdown that Quarto hands to Pandoc: cells and outputs as divs, figures in files."""

import base64
import re
from itertools import accumulate
from pathlib import Path

from nbformat import NotebookNode

from course.execute.notebooks import Executed
from course.source.chapters import Cell

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
    own, inner = identifiers(cell, outputs)
    if cell.options.get("output", True) is not False:
        each = enumerate(zip(outputs, inner, strict=True), start=1)
        blocks += [output_markdown(cell, output, files, n, identifier) for n, (output, identifier) in each]
    names = [own, ".cell", *(f".{name}" for name in str(cell.options.get("classes", "")).split())]
    if caption := cell.options.get("tbl-cap"):
        names.append(f'tbl-cap="{escape(str(caption))}"')
    return "\n\n".join([f"::::: {{{' '.join(names).strip()}}}", *blocks, ":::::"])


def identifiers(cell: Cell, outputs: list[NotebookNode]) -> tuple[str, list[str]]:
    """The ids of a cell and of its outputs, empty for none.

    A single thing that is displayed has the cell's label, several are numbered; a table's label is the cell's.
    """
    if cell.label.startswith("line-"):
        return "", [""] * len(outputs)
    displays = [output.output_type in ("display_data", "execute_result") for output in outputs]
    if not any(displays) or cell.label.startswith("tbl-"):
        return f"#{cell.label}", [""] * len(outputs)
    if sum(displays) == 1:
        return f"#cell-{cell.label}", [f"#{cell.label} " if shown else "" for shown in displays]
    counts = accumulate(map(int, displays))
    return f"#{cell.label}", [f"#{cell.label}-{n} " if shown else "" for shown, n in zip(displays, counts, strict=True)]


def output_markdown(cell: Cell, output: NotebookNode, files: Path, number: int, identifier: str) -> str:
    """One output as a div of the class `cell-output`. identifier: for what is displayed."""
    if output.output_type == "stream":
        return verbatim(output.text, f".cell-output .cell-output-{output.name}")
    data = output.get("data", {})
    kind = next((kind for kind in (*IMAGES, "text/html", "text/markdown") if kind in data), None)
    if kind in IMAGES:
        file = files / f"{cell.label}-output-{number}.{IMAGES[kind]}"
        return displayed(figure(cell, data[kind], file, identifier))
    if kind == "text/html":
        return displayed(f"```{{=html}}\n{data[kind]}\n```")
    if kind == "text/markdown":
        return displayed(data[kind], f"{identifier}.cell-output .cell-output-display .cell-output-markdown")
    return verbatim(data.get("text/plain", ""), f"{identifier}.cell-output .cell-output-display")


def displayed(text: str, names: str = ".cell-output .cell-output-display") -> str:
    """What a cell displays. names: its id and classes."""
    return f"::: {{{names}}}\n{text}\n:::"


def figure(cell: Cell, data: str, file: Path, identifier: str) -> str:
    """Write a figure's file and return the figure with caption and alternative text."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if file.suffix == ".svg" else base64.b64decode(data))
    caption, alt = cell.options.get("fig-cap", ""), escape(str(cell.options.get("fig-alt", "")))
    return f'![{caption}]({"/".join(file.parts[-3:])}){{{identifier}fig-alt="{alt}"}}'


def verbatim(text: str, names: str) -> str:
    """Text as it was printed. names: id and classes."""
    body = text.rstrip("\n")
    return f"::: {{{names}}}\n{fence(body)}\n{body}\n{fence(body)}\n:::"


def fence(text: str) -> str:
    """A fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    return "`" * (longest + 1)


def escape(text: str) -> str:
    """Text for a quoted attribute."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
