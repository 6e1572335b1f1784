"""What a rule is, and the list of all rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course.common.errors import Finding
from course.gate.context import Context
from course.source.chapters import Cell, Chapter

Check = Callable[[Context, str], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A check of the gate.

    Attributes:
        id: What findings carry.
        description: What it stops, for the list of rules.
        check: Yields the findings.
    """

    id: str
    description: str
    check: Check


RULES: list[Rule] = []


def rule(name: str, description: str = "") -> Callable[[Check], Check]:
    """Add a function to the list of rules. description: by default the first line of the function's docstring."""

    def add(check: Check) -> Check:
        text = description or (check.__doc__ or "").partition("\n")[0].rstrip(".")
        RULES.append(Rule(name, text, check))
        return check

    return add


def at_cell(chapter: Chapter, cell: Cell, name: str, message: str, *, line: int = 0, detail: str = "") -> Finding:
    """A finding at a cell, or at a line of it."""
    exercise = chapter.exercise_of(cell)
    return Finding(
        chapter.file, line or cell.line, name, message, str(exercise) if exercise else "", cell.label, detail
    )


def at_line(chapter: Chapter, line: int, name: str, message: str) -> Finding:
    """A finding at a line of a chapter, in the exercise that stands there."""
    exercise = next((e for e in chapter.exercises if e.line <= line <= e.end), None)
    return Finding(chapter.file, line, name, message, str(exercise) if exercise else "")
