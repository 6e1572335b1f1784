"""A chapter's prose as Markdown for Jupyter, cut where its cells and its parts stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.common.project import Project
from course.execute.notebooks import Executed
from course.execute.outputs import is_image
from course.render.portable.pandoc import convert
from course.source.chapters import Cell, Chapter

# Plain Markdown with formulas between dollar signs, as Jupyter reads them
OPTIONS = ["--to=gfm-tex_math_gfm+tex_math_dollars", "--wrap=none", "--columns=10000"]
# What labels of numbered things begin with
FLOATS = ("fig-", "tbl-")
MARK = re.compile(r"^<!-- course:(?P<kind>exercise|part|cell) (?P<value>\S+) -->$", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """A stretch of prose or one code cell of a chapter, in their order.

    exercise: its id, empty before the first; part: "given", "answer" ... or empty outside of them; text: Markdown,
    empty for a cell; cell: the chapter's cell, None for prose.
    """

    exercise: str
    part: str
    text: str
    cell: Cell | None = None


def pieces(project: Project, executed: Executed) -> Iterator[Piece]:
    """The chapter in pieces; each part begins with a piece of prose, which may be empty. Raises CourseError."""
    chapter = executed.chapter
    figures = {
        cell.line: max(1, sum(map(is_image, outputs)))
        for cell, outputs in zip(chapter.cells, executed.outputs, strict=True)
    }
    markdown = convert_prose(project, chapter, figures)
    exercise = part = ""
    cells = {str(cell.line): cell for cell in chapter.cells}
    start, kind = 0, ""
    for mark in [*MARK.finditer(markdown), None]:
        text = markdown[start : mark.start() if mark else None].strip()
        if text or (kind == "part" and part):
            yield Piece(exercise, part, text)
        if mark is None:
            return
        start, kind, value = mark.end(), mark["kind"], mark["value"]
        if kind == "exercise":
            exercise = value
        elif kind == "part":
            part = "" if value == "end" else value
        else:
            yield Piece(exercise, part, "", cells[value])


def convert_prose(project: Project, chapter: Chapter, figures: dict[int, int]) -> str:
    """The chapter's prose as Markdown with marks. figures: as in `marked`. Raises CourseError."""
    return convert(project, marked(chapter, figures), chapter.stem, OPTIONS)


def marked(chapter: Chapter, figures: dict[int, int]) -> str:
    """The chapter's source with a mark in place of each code cell, and one for what it shows under a number.

    figures: How many each cell shows, by its line; one where it is not said.
    """
    lines = chapter.text.splitlines()
    for cell in reversed(chapter.cells):
        label, count = cell.label, figures.get(cell.line, 1)
        mark = [f"<!-- course:float {label} {count} -->", ""] if label.startswith(FLOATS) else []
        lines[cell.line - 1 : cell.end] = ["", *mark, f"<!-- course:cell {cell.line} -->", ""]
    return "\n".join(lines) + "\n"
