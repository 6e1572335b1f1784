"""What a rule is, what it sees, and the list of all rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from course.chapters import Cell, Chapter
from course.config import Project
from course.errors import Finding
from course.notebooks import Executed
from course.pages import Site

Check = Callable[["Context", str], Iterator[Finding]]


@dataclass
class Context:
    """What the rules look at. unread: findings of chapters that cannot be parsed; site: None before it is rendered."""

    project: Project
    chapters: list[Chapter]
    unread: list[Finding] = field(default_factory=list)
    executed: list[Executed] = field(default_factory=list)
    site: Site | None = None


@dataclass(frozen=True)
class Rule:
    """id: what findings carry; severity: "error" or "warning", both keep the site from being published."""

    id: str
    severity: str
    description: str
    check: Check


RULES: list[Rule] = []


def rule(name: str, description: str, severity: str = "error") -> Callable[[Check], Check]:
    """Add a function to the list of rules."""

    def add(check: Check) -> Check:
        RULES.append(Rule(name, severity, description, check))
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
