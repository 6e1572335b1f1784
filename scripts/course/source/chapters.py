"""Chapters as the rest of the package knows them: exercises, tasks, parts and cells, each with its line."""

import ast
import itertools
import re
import warnings
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from course.common.settings import line_of
from course.source.fences import code_fences, comments

# The parts of an exercise in their order; those that it may lack
PARTS = ("instructions", "given", "hint", "answer", "check", "explanation")
OPTIONAL = frozenset({"hint"})
MAGIC = re.compile(r"(?P<indent>\s*)[%!]")
OPTION = re.compile(r"#\s*\| ?(.*)")
# Python 3.11 counts the depth of the tree that it makes for all threads together: two at a time raise SystemError
PARSING = Lock()


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

    def texts(self, option: str) -> list[str]:
        """The texts of an option that takes one or a list, such as `fig-cap`."""
        value = self.options.get(option)
        return [str(text) for text in (value if isinstance(value, list) else [value]) if text is not None]

    def text_for(self, option: str, figure: int) -> str:
        """The text of such an option for one of the cell's figures: its own in a list, or the one for all."""
        found = self.texts(option)
        return (found[figure:] or found[-1:] or [""])[0]

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
            return parse_code(self.code)
        except SyntaxError:
            return None


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

    def front_line(self, *path: str) -> int:
        """The line of a key in the front matter. path: the keys that lead to it."""
        return 1 + line_of("\n".join(self.text.splitlines()[1 : self.body_line - 2]), path)

    def exercise_of(self, cell: Cell) -> Exercise | None:
        """The exercise in which a cell stands."""
        return None if cell.exercise is None else self.exercises[cell.exercise]

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines outside of code, comments and front matter, with their numbers."""
        lines = self.text.splitlines()
        body = "\n".join(lines[self.body_line - 1 :])
        fences = code_fences(body, self.body_line, self.file)
        code = {number for start, end, _ in fences for number in range(start, end + 1)} | comments(body, self.body_line)
        return [(n, lines[n - 1]) for n in range(self.body_line, len(lines) + 1) if n not in code]

    def cells_of(self, exercise: int, part: str, task: int = 0) -> list[Cell]:
        """The cells of one part of an exercise, or of a further task of it."""
        place = (exercise, part, task)
        return [cell for cell in self.cells if (cell.exercise, cell.part, cell.task) == place]


@lru_cache(maxsize=500)
def parse_code(code: str) -> ast.Module:
    """A cell's code as Python's syntax tree, magics left out, which nobody changes: many ask. Raises SyntaxError."""
    try:
        with PARSING, warnings.catch_warnings():
            # Of escapes that Python does not know; from 3.12 on the kernel warns as well, where its cell is known
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(map(without_magic, code.splitlines())))
    except ValueError as problem:
        # What Python before 3.11.4 raises for a null byte
        raise SyntaxError(str(problem)) from None


def without_magic(line: str) -> str:
    """The line, or `pass` where it is a magic or a command of IPython."""
    match = MAGIC.match(line)
    return f"{match['indent']}pass" if match else line
