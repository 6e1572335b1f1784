"""Rules on figures and tables: captions, alternative texts, and plots that show nothing."""

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree

from course.common.console import count
from course.common.errors import Finding
from course.execute.outputs import images
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.gate.rules.execution import runs
from course.source.chapters import Cell, Chapter


@rule("figure-caption")
def figure_caption(context: Context, name: str) -> Iterator[Finding]:
    """A figure has no caption, or no label of the form fig-name."""
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            if images(outputs) and not (cell.options.get("fig-cap") and cell.label.startswith("fig-")):
                yield at_cell(executed.chapter, cell, name, "expected '#| label: fig-...' and '#| fig-cap: ...'")
            else:
                yield from as_many(executed.chapter, cell, name, "fig-cap", len(images(outputs)))


def as_many(chapter: Chapter, cell: Cell, name: str, option: str, figures: int) -> Iterator[Finding]:
    """A finding where a cell's list of texts has not one for each of its figures."""
    texts = cell.options.get(option)
    if figures and isinstance(texts, list) and len(texts) != figures:
        yield at_cell(chapter, cell, name, f"{len(texts)} texts in {option} for {count(figures, 'figure')}")


@rule("figure-twice")
def figure_twice(context: Context, name: str) -> Iterator[Finding]:
    """A cell shows the same figure twice."""
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            shown = images(outputs)
            if len(set(shown)) < len(shown):
                message = (
                    "the cell shows the same figure twice; a cell shows its figures without 'fig' as its last line"
                )
                yield at_cell(executed.chapter, cell, name, message)


@rule("figure-alt")
def figure_alt(context: Context, name: str) -> Iterator[Finding]:
    """A figure or an image has no alternative text."""
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            if images(outputs) and not cell.options.get("fig-alt"):
                yield at_cell(executed.chapter, cell, name, "expected '#| fig-alt: ...' that says what is there")
            else:
                yield from as_many(executed.chapter, cell, name, "fig-alt", len(images(outputs)))
    for chapter in context.chapters:
        for element in context.elements(chapter):
            if element.feature == "Image" and not any(word.strip() for word in element.words):
                yield at_line(chapter, element.line, name, "expected a text between the brackets of the image")


@rule("table-caption")
def table_caption(context: Context, name: str) -> Iterator[Finding]:
    """A table has no caption, or no label of the form tbl-name."""
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            tables = any("<table" in str(o.get("data", {}).get("text/html", "")) for o in outputs)
            if tables and not (cell.options.get("tbl-cap") and cell.label.startswith("tbl-")):
                yield at_cell(executed.chapter, cell, name, "expected '#| label: tbl-...' and '#| tbl-cap: ...'")


@rule("blank-plot")
def blank_plot(context: Context, name: str) -> Iterator[Finding]:
    """A figure shows nothing."""
    for executed in context.executed:
        for cell, status, outputs in runs(executed):
            found = images(outputs)
            if cell.label.startswith("fig-") and status == "ok" and not found:
                yield at_cell(executed.chapter, cell, name, "the cell is labelled as a figure and shows none")
            if any(image.lstrip().startswith("<") and blank(image) for image in found):
                yield at_cell(executed.chapter, cell, name, "the axes hold no line, point, bar or image")


# Rules run twice in a build; a preview sees ever new figures
@lru_cache(maxsize=100)
def blank(svg: str) -> bool:
    """Whether the axes of matplotlib's SVG hold no data: what belongs to data is clipped to them, frames are not.

    Axes that are switched off have no frame, so whatever they hold is drawn on purpose.
    """
    root = ElementTree.fromstring(svg)
    axes = [group for group in root.iter() if re.fullmatch(r"axes_\d+", group.get("id", ""))]
    if not axes:
        return not any(element.tag.endswith(("path", "image", "use")) for element in root.iter())
    return not any(holds_data(group) or is_off(group) and len(group) for group in axes)


def is_off(axes: ElementTree.Element) -> bool:
    """Whether axes are drawn without ticks and frame."""
    return not any(child.get("id", "").startswith("matplotlib.axis") for child in axes)


def holds_data(group: ElementTree.Element) -> bool:
    """Whether something in a group is clipped or an image, leaving out the axis with its ticks and grid."""
    for child in group:
        if child.get("id", "").startswith("matplotlib.axis"):
            continue
        if "clip-path" in child.attrib or child.tag.endswith("image") or holds_data(child):
            return True
    return False
