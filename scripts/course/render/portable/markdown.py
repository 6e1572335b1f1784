"""An executed chapter as Markdown for Pandoc."""

import base64
from copy import deepcopy
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from nbformat import NotebookNode

from course.execute.notebooks import Executed
from course.execute.outputs import shown_form, without_controls, without_returned
from course.render.notebook import executed_notebook
from course.render.portable.cells import describe_cell
from course.source.fences import fence_around

ENDINGS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}


@cache
def template() -> Template:
    """Cells and outputs as divs, read once: that takes longer than to convert a chapter."""
    made = Environment(loader=FileSystemLoader(Path(__file__).parent))
    made.filters |= {"fence": fence_around, "without_controls": without_controls, "form": shown_form}
    return made.get_template("chapter.md.j2")


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
    return template().render(cells=notebook.cells, figure=partial(write_figure, files=files)).lstrip("\n")


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
