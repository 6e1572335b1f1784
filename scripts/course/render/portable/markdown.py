"""An executed chapter as Markdown for Pandoc, converted by nbconvert."""

import base64
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode

from course.execute.notebooks import Executed
from course.execute.outputs import FORMS, without_returned
from course.render.notebook import executed_notebook
from course.render.portable.cells import describe_cell
from course.source.fences import fence_around

TEMPLATES = Path(__file__).parent / "templates"
ENDINGS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}


class ChapterExporter(TemplateExporter):
    """nbconvert with our template: cells and outputs as divs."""

    file_extension = ".md"

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # nbconvert types no constructor
            extra_template_basedirs=[str(TEMPLATES)],
            template_name="course",
            preprocessors=[],
            default_preprocessors=[],
            filters={"fence": fence_around},
        )


@cache
def exporter() -> ChapterExporter:
    """The one exporter: to read its templates takes longer than to convert a chapter."""
    return ChapterExporter()


def executed_markdown(executed: Executed, folder: Path) -> str:
    """The chapter's source with every cell replaced by its code and its outputs.

    Args:
        executed: The chapter.
        folder: Where figures are written, as `<stem>_files/figure-html/<label>-output-N.svg`.

    Returns:
        Markdown for the extension's filters.
    """
    notebook = deepcopy(executed_notebook(executed))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for source, cell in zip(executed.chapter.cells, cells, strict=True):
        cell.outputs = without_returned(cell.outputs)
        cell.metadata["course"] = describe_cell(source, cell.outputs)
    files = folder / f"{executed.chapter.stem}_files" / "figure-html"
    made = exporter()
    made.environment.filters["figure"] = partial(write_figure, files=files)
    made.environment.filters["filter_data_type"] = data_kind
    text, _ = made.from_notebook_node(notebook)
    return str(text)


def data_kind(data: dict[str, Any]) -> list[str]:
    """The form of an output that is shown, as a list for the template; empty where none can be."""
    return [form for form in FORMS if form in data][:1]


def write_figure(output: NotebookNode, kind: str, files: Path) -> str:
    """Write a figure's file, and return the figure with its caption and alternative text."""
    place, data = output.metadata["course"], output.data[kind]
    file = files / f"{place['name']}.{ENDINGS[kind]}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if kind == "image/svg+xml" else base64.b64decode(data))
    size = output.metadata.get(kind, {})
    sizes = "".join(f" {side}={size[side]}px" for side in ("width", "height") if side in size)
    alt = place["alt"].replace("\\", "\\\\").replace('"', '\\"')
    caption = place["caption"]
    return f'![{caption}]({"/".join(file.parts[-3:])}){{{place["identifier"]}fig-alt="{alt}"{sizes}}}'
