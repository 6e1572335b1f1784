"""How a cell appears: what its options, by Quarto's meaning of them, show of its code and outputs."""

from itertools import accumulate
from typing import Any

from nbformat import NotebookNode

from course.execute.outputs import is_image
from course.source.chapters import Cell


def describe_cell(cell: Cell, outputs: list[NotebookNode]) -> dict[str, Any]:
    """What the template needs to know of a cell. Adds to each output's metadata its place, caption and alt text."""
    options = cell.options
    own, identifiers = identify(cell, outputs)
    figures = iter(range(len(outputs)))
    for number, (output, identifier) in enumerate(zip(outputs, identifiers, strict=True), start=1):
        position = next(figures) if is_image(output) else 0
        output.setdefault("metadata", {})["course"] = {
            "name": f"{cell.label}-output-{number}",
            "identifier": f"{identifier} " if identifier else "",
            "caption": cell.text_for("fig-cap", position),
            "alt": cell.text_for("fig-alt", position),
        }
    return {
        "include": options.get("include", True) is not False,
        "echo": options.get("echo", True) is not False and bool(cell.code.strip()),
        "code": cell.code,
        "fold": fold(options),
        "output": options.get("output", True) is not False,
        "asis": options.get("output") == "asis",
        "attributes": attributes(cell, own),
    }


def attributes(cell: Cell, identifier: str) -> str:
    """The id, classes and attributes of a cell's div."""
    options = cell.options
    classes = options.get("classes") or []
    names = classes if isinstance(classes, list) else str(classes).split()
    parts = [identifier, ".cell", *(f".{str(name).lstrip('.')}" for name in names)]
    for key in ("tbl-cap", "layout-ncol", "layout-nrow", "layout", "fig-subcap", "fig-align"):
        if key in options:
            parts.append(f"{key}={quoted(options[key])}")
    return " ".join(part for part in parts if part)


def fold(options: dict[str, Any]) -> str:
    """The attributes of folded code."""
    keys = [key for key in ("code-fold", "code-summary") if options.get(key)]
    return "".join(f" {key}={quoted(options[key])}" for key in keys)


def quoted(value: object) -> str:
    """A value as a quoted attribute."""
    text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_display(output: NotebookNode) -> bool:
    """Whether an output is displayed, not printed."""
    return output.output_type in ("display_data", "execute_result")


def identify(cell: Cell, outputs: list[NotebookNode]) -> tuple[str, list[str]]:
    """The ids of a cell and of its outputs, empty for none.

    A single thing that is displayed has the cell's label, several are numbered; a table's label is the cell's.
    """
    none = [""] * len(outputs)
    if "label" not in cell.options:
        return "", none
    displays = [is_display(output) for output in outputs]
    if not any(displays) or cell.label.startswith("tbl-"):
        return f"#{cell.label}", none
    if sum(displays) == 1:
        return f"#cell-{cell.label}", [f"#{cell.label}" if shown else "" for shown in displays]
    counts = accumulate(map(int, displays))
    return f"#{cell.label}", [f"#{cell.label}-{n}" if shown else "" for shown, n in zip(displays, counts, strict=True)]
