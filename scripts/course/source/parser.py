"""The one parser of chapters: a `.qmd` file becomes exercises, parts and cells, each with its line."""

import re
from pathlib import Path
from typing import Any

from course.common.errors import CourseError
from course.common.settings import read_text, read_yaml
from course.source.chapters import OPTION, PARTS, Cell, Chapter, Exercise, Part, Task
from course.source.fences import CELL_INFO, code_fences

# A language in braces, with whatever else
CELL_LIKE = re.compile(r"\{+[A-Za-z]")
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
HEADING = re.compile(r"(?P<title>.*?)\s*(?:\{(?P<attributes>[^{}]*)\})?\s*")
DIV = re.compile(r"(?P<colons>:{3,})\s*(?P<attributes>.*?)\s*:*\s*")
DIV_CLASS = re.compile(r"\{?\s*(?:#[\w-]+\s+)?\.?(?P<name>[\w-]+)")


def parse_chapter(path: Path, file: str) -> Chapter:
    """Parse a chapter; file is its name for messages. Raises CourseError with file and line."""
    text = read_text(path, file)
    number = int(path.name.split("-")[0])
    lines = text.splitlines()
    front, body_line = front_matter(lines, file)
    chapter = Chapter(path, file, number, text, front, body_line, [], [])
    read_structure(chapter, lines)
    fences = code_fences("\n".join(lines[body_line - 1 :]), body_line, file)
    for start, end, info in fences:
        if CELL_INFO.fullmatch(info) and lines[start - 1].startswith(("`", "~")):
            chapter.cells.append(read_cell(chapter, lines, start, end))
        elif CELL_LIKE.match(info):
            chapter.foreign_cells.append((start, lines[start - 1].strip()))
    return chapter


def parse_page(path: Path, file: str) -> Chapter:
    """Read a page that is no chapter; file is its name for messages. Raises CourseError with file and line."""
    text = read_text(path, file)
    front, body_line = front_matter(text.splitlines(), file)
    return Chapter(path, file, 0, text, front, body_line, [], [])


def front_matter(lines: list[str], file: str) -> tuple[dict[str, Any], int]:
    """Split off the YAML header. Returns it and the number of the first line below it."""
    if not lines or lines[0].rstrip() != "---":
        raise CourseError(
            "the front matter is missing: the first line should be '---'", file=file, line=1, rule="front-matter"
        )
    for index, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            front = read_yaml("\n".join(lines[1 : index - 1]), file, first_line=2)
            if not isinstance(front, dict):
                raise CourseError("the front matter should be keys and values", file=file, line=2, rule="bad-yaml")
            return front, index + 1
    raise CourseError("the front matter is not closed by '---'", file=file, line=1, rule="front-matter")


def read_structure(chapter: Chapter, lines: list[str]) -> None:
    """Find the exercises, their tasks and their parts. Raises CourseError for a div that is not closed."""
    # Headings below which no part has been found yet: of an exercise, of a further task
    heading: tuple[int, str] | None = None
    further: tuple[int, str] | None = None
    current: Exercise | None = None
    stack: list[tuple[int, str]] = []
    for number, line in chapter.prose:
        div = DIV.fullmatch(line)
        if line.startswith("## ") and not stack:
            if current:
                current.end = number - 1
            heading, further, current = (number, line[3:]), None, None
        elif line.startswith("### ") and not stack:
            further = (number, line[4:]) if current else None
        elif div and div["attributes"]:
            match = DIV_CLASS.match(div["attributes"])
            stack.append((number, match["name"] if match else ""))
        elif div and stack:
            opened, name = stack.pop()
            if name in PARTS and not stack and heading:
                if current is None:
                    exercise_number = f"{chapter.number}.{len(chapter.exercises) + 1}"
                    current = Exercise(exercise_number, [read_heading(chapter, *heading)], len(lines))
                    chapter.exercises.append(current)
                elif further:
                    current.tasks.append(read_heading(chapter, *further))
                    further = None
                current.tasks[-1].parts.append(Part(name, opened, number))
        elif div:
            raise CourseError("this ':::' closes nothing", file=chapter.file, line=number, rule="stray-div")
    if stack:
        opened, name = stack[-1]
        raise CourseError(f"the div '{name}' is not closed", file=chapter.file, line=opened, rule="open-div")


def read_heading(chapter: Chapter, line: int, heading: str) -> Task:
    """Read the heading of an exercise or a further task. Raises CourseError where it has no id."""
    match = HEADING.fullmatch(heading)
    title, attributes = (match["title"], match["attributes"] or "") if match else (heading, "")
    identifier = re.search(r"#([^\s}]+)", attributes)
    if not identifier:
        message = f"the exercise '{title}' has no id such as {{#short-name}}"
        raise CourseError(message, file=chapter.file, line=line, rule="exercise-id")
    if not ID.fullmatch(identifier[1]):
        message = (
            f"the id #{identifier[1]}: expected lower-case letters a to z, digits and hyphens, such as #short-name"
        )
        raise CourseError(message, file=chapter.file, line=line, rule="exercise-id")
    return Task(identifier[1], title, line)


def read_cell(chapter: Chapter, lines: list[str], start: int, end: int) -> Cell:
    """Read the code cell between two fences. Raises CourseError for options that are not YAML."""
    source = lines[start : end - 1]
    options: list[str] = []
    for line in source:
        match = OPTION.match(line)
        if not match:
            break
        options.append(match[1])
    values = read_yaml("\n".join(options), chapter.file, first_line=start + 1) if options else {}
    if not isinstance(values, dict):
        message = "cell options should be '#| key: value'"
        raise CourseError(message, file=chapter.file, line=start + 1, rule="bad-yaml")
    for number, exercise in enumerate(chapter.exercises):
        if exercise.line < start <= exercise.end:
            task = max(index for index, one in enumerate(exercise.tasks) if one.line < start)
            part = next((p.name for p in exercise.tasks[task].parts if p.line < start < p.end), "")
            return Cell(start, end, "\n".join(source), values, part, number, task)
    return Cell(start, end, "\n".join(source), values, "", None)
