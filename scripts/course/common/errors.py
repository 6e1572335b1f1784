"""The one exception type, and the findings that the gate reports."""

from dataclasses import dataclass
from pathlib import Path


class CourseError(Exception):
    """Something that the user can mend, told in one line: `file:line: [rule] message`.

    file: path relative to the project's root; line: counted from 1; cell: the cell's label; rule: the gate's rule id.
    """

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        cell: str | None = None,
        rule: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.file, self.line, self.cell, self.rule = message, file, line, cell, rule

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        cell = f"cell {self.cell}: " if self.cell else ""
        rule = f"[{self.rule}] " if self.rule else ""
        return f"{place}: {rule}{cell}{self.message}" if place else f"{rule}{cell}{self.message}"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that keeps the site from being published, and where to look for it.

    file: path relative to the project's root; line: counted from 1; exercise: such as "1.2 Title", empty outside of
    exercises; cell: the label; rule: the rule's id; message: what was found and what would be right; detail: last
    lines of a traceback.
    """

    file: str
    line: int
    rule: str
    message: str
    exercise: str = ""
    cell: str = ""
    detail: str = ""
