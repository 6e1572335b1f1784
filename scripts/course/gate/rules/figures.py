"""Rules on figures and tables: captions, alternative texts, and plots that show nothing."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from nbformat import NotebookNode

from course.common.errors import Finding
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.gate.rules.execution import runs

IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
IMAGE = re.compile(r"!\[(?P<text>[^\]]*)\]\([^)]*\)(?:\{(?P<attributes>[^}]*)\})?")


def images(outputs: list[NotebookNode]) -> list[str]:
    """The images among the outputs."""
    return [str(o.data[kind]) for o in outputs for kind in IMAGES if kind in o.get("data", {})]


@rule("figure-caption", "a figure has no caption, or no label of the form fig-name")
def figure_caption(context: Context, name: str) -> Iterator[Finding]:
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            if images(outputs) and not (cell.options.get("fig-cap") and cell.label.startswith("fig-")):
                yield at_cell(executed.chapter, cell, name, "expected '#| label: fig-...' and '#| fig-cap: ...'")


@rule("figure-alt", "a figure or an image has no alternative text")
def figure_alt(context: Context, name: str) -> Iterator[Finding]:
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            if images(outputs) and not cell.options.get("fig-alt"):
                yield at_cell(executed.chapter, cell, name, "expected '#| fig-alt: ...' that says what is there")
    for chapter in context.chapters:
        for number, text in chapter.prose:
            for match in IMAGE.finditer(re.sub(r"`[^`]*`", "", text)):
                if not match["text"].strip() and "alt=" not in (match["attributes"] or ""):
                    yield at_line(chapter, number, name, "expected a text between the brackets of the image")


@rule("table-caption", "a table has no caption, or no label of the form tbl-name")
def table_caption(context: Context, name: str) -> Iterator[Finding]:
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            tables = any("<table" in str(o.get("data", {}).get("text/html", "")) for o in outputs)
            if tables and not (cell.options.get("tbl-cap") and cell.label.startswith("tbl-")):
                yield at_cell(executed.chapter, cell, name, "expected '#| label: tbl-...' and '#| tbl-cap: ...'")


@rule("blank-plot", "a figure shows nothing")
def blank_plot(context: Context, name: str) -> Iterator[Finding]:
    for executed in context.executed:
        for cell, status, outputs in runs(executed):
            found = images(outputs)
            if cell.label.startswith("fig-") and status == "ok" and not found:
                yield at_cell(executed.chapter, cell, name, "the cell is labelled as a figure and shows none")
            if any(image.lstrip().startswith("<") and blank(image) for image in found):
                yield at_cell(executed.chapter, cell, name, "the axes hold no line, point, bar or image")


def blank(svg: str) -> bool:
    """Whether the axes of matplotlib's SVG hold no data: what belongs to data is clipped to them, frames are not."""
    root = ElementTree.fromstring(svg)
    axes = [group for group in root.iter() if re.fullmatch(r"axes_\d+", group.get("id", ""))]
    if not axes:
        return not any(element.tag.endswith(("path", "image", "use")) for element in root.iter())
    return not any(holds_data(group) for group in axes)


def holds_data(group: ElementTree.Element) -> bool:
    """Whether something in a group is clipped or an image, leaving out the axis with its ticks and grid."""
    for child in group:
        if child.get("id", "").startswith("matplotlib.axis"):
            continue
        if "clip-path" in child.attrib or child.tag.endswith("image") or holds_data(child):
            return True
    return False
