"""The one parser of chapters: a `.qmd` file becomes exercises, parts and cells, each with its line."""

import ast
import itertools
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from course.common.errors import CourseError
from course.common.settings import read_text, read_yaml

# The parts of an exercise in their order; those that it may lack
PARTS = ("instructions", "given", "hint", "answer", "check", "explanation")
OPTIONAL = frozenset({"hint"})
CELL_INFO = re.compile(r"\{python\}\s*")
# A language in braces, with whatever else
CELL_LIKE = re.compile(r"\{+[A-Za-z]")
MAGIC = re.compile(r"(?P<indent>\s*)[%!]")
OPTION = re.compile(r"#\s*\| ?(.*)")
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
HEADING = re.compile(r"(?P<title>.*?)\s*(?:\{(?P<attributes>[^{}]*)\})?\s*")
DIV = re.compile(r"(?P<colons>:{3,})\s*(?P<attributes>.*?)\s*:*\s*")
DIV_CLASS = re.compile(r"\{?\s*(?:#[\w-]+\s+)?\.?(?P<name>[\w-]+)")


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        line: Of its opening fence.
        end: Of its closing fence.
        source: What is between them.
        options: The option lines as YAML.
        part: "given", "answer" ... or empty outside of them.
        exercise: Index into the chapter's exercises, or None.
        task: Index into the exercise's tasks.
    """

    line: int
    end: int
    source: str
    options: dict[str, Any]
    part: str
    exercise: int | None
    task: int = 0

    @property
    def label(self) -> str:
        """The cell's label, or where it stands when it has none."""
        return str(self.options.get("label", f"line-{self.line}"))

    @cached_property
    def code_line(self) -> int:
        """The line at which the code begins, below the option lines."""
        options = itertools.takewhile(OPTION.match, self.source.splitlines())
        return self.line + 1 + sum(1 for _ in options)

    @property
    def code(self) -> str:
        """The source without its option lines."""
        return "\n".join(itertools.dropwhile(OPTION.match, self.source.splitlines()))

    @cached_property
    def numbered_code(self) -> list[tuple[int, str]]:
        """The lines of code with their numbers in the chapter."""
        return list(enumerate(self.code.splitlines(), start=self.code_line))

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code as Python's syntax tree, magics left out; None where it is no Python."""
        try:
            return ast.parse("\n".join(self.without_magic(line) for line in self.code.splitlines()))
        except SyntaxError:
            return None

    @staticmethod
    def without_magic(line: str) -> str:
        """The line, or `pass` where it is a magic or a command of IPython."""
        match = MAGIC.match(line)
        return f"{match['indent']}pass" if match else line


@dataclass(frozen=True)
class Part:
    """One of an exercise's divs. line and end: of its opening and closing fence."""

    name: str
    line: int
    end: int


@dataclass
class Task:
    """Something to do, with its parts: an exercise itself, or a further task below it.

    Attributes:
        id: Of its heading.
        title: Of its heading, in Markdown.
        line: Of its heading.
        parts: Its divs.
    """

    id: str
    title: str
    line: int
    parts: list[Part] = field(default_factory=list)


@dataclass
class Exercise:
    """A level-2 heading with at least one of the parts below it, and perhaps level-3 headings with parts of their own.

    Attributes:
        number: Such as "1.2".
        tasks: The exercise itself, then further tasks, which build on its answer.
        end: The last line before the next level-2 heading.
    """

    number: str
    tasks: list[Task]
    end: int

    @property
    def title(self) -> str:
        """The heading's text in Markdown."""
        return self.tasks[0].title

    @property
    def id(self) -> str:
        """The heading's id."""
        return self.tasks[0].id

    @property
    def line(self) -> int:
        """The heading's line."""
        return self.tasks[0].line

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@dataclass
class Chapter:
    """A parsed chapter.

    Attributes:
        path: The file.
        file: Its name for messages.
        number: The number at the beginning of its name.
        text: The whole file.
        front: The front matter.
        body_line: The first line below the front matter.
        exercises: Its exercises.
        cells: Its code cells.
        foreign_cells: Lines and fences of what looks like a cell, but is none: another language, options on the fence,
            a fence in a list or a quote.
    """

    path: Path
    file: str
    number: int
    text: str
    front: dict[str, Any]
    body_line: int
    exercises: list[Exercise]
    cells: list[Cell]
    foreign_cells: list[tuple[int, str]] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """The file's name without its ending, shared by the page, the PDF and the notebooks."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The chapter's title from the front matter."""
        return str(self.front.get("title", self.stem))

    def exercise_of(self, cell: Cell) -> Exercise | None:
        """The exercise in which a cell stands."""
        return None if cell.exercise is None else self.exercises[cell.exercise]

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines outside of code and front matter, with their numbers."""
        lines = self.text.splitlines()
        fences = code_fences("\n".join(lines[self.body_line - 1 :]), self.body_line, self.file)
        code = {number for start, end, _ in fences for number in range(start, end + 1)}
        return [(n, lines[n - 1]) for n in range(self.body_line, len(lines) + 1) if n not in code]

    def cells_of(self, exercise: int, part: str, task: int = 0) -> list[Cell]:
        """The cells of one part of an exercise, or of a further task of it."""
        place = (exercise, part, task)
        return [cell for cell in self.cells if (cell.exercise, cell.part, cell.task) == place]


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


def code_fences(body: str, first_line: int, file: str) -> list[tuple[int, int, str]]:
    """First line, last line and info string of every fenced code block. Raises CourseError where one is not closed."""
    lines = body.splitlines()
    found = []
    for token in MarkdownIt("commonmark").parse(body):
        if token.type != "fence" or not token.map:
            continue
        start, end = token.map
        closed = end - start > 1 and lines[end - 1].strip().startswith(token.markup)
        swallowed = CELL_INFO.fullmatch(token.info.strip()) and re.search(r"^```+\{", token.content, re.MULTILINE)
        if not closed or swallowed:
            line = start + first_line
            raise CourseError("this code fence is not closed", file=file, line=line, rule="open-fence")
        found.append((start + first_line, end + first_line - 1, token.info.strip()))
    return found


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
