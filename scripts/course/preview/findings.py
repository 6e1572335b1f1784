"""What a preview says after each save: what is new, what has been fixed, and nothing twice."""

import traceback
from collections.abc import Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from course.common.console import count
from course.common.errors import CourseError, Finding
from course.common.files import describe
from course.gate.report import format_findings
from course.gate.rules.source import PARSER_RULES
from course.source.reader import finding_of


@dataclass
class Findings:
    """The findings of a preview's last save.

    Attributes:
        last: The findings.
        places: The ids of the exercises that they are in, by what `Finding.exercise` says.
    """

    last: list[Finding] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def update(self, found: list[Finding]) -> list[str]:
        """Take in the findings of a save. Returns the lines to be said: what is new, and what is no longer found."""
        before, now = {identity(f) for f in self.last}, {identity(f) for f in found}
        new = [f for f in found if identity(f) not in before]
        fixed = [f for f in self.last if identity(f) not in now]
        self.last = found
        lines = [line for finding in new for line in described(finding)]
        return lines + [f"fixed: {described(finding)[0]}" for finding in fixed]

    def not_looked_for(self, found: list[Finding], unread: set[str], rules: Set[str] = frozenset()) -> list[Finding]:
        """Those of the last save that may still be there, as this one could not look for them.

        found: What it has found; unread: As in the gate's context; rules: Those that were left out.
        """
        now = {identity(one) for one in found}
        unknown = [
            one for one in self.last if one.rule in rules or (one.file in unread and one.rule not in PARSER_RULES)
        ]
        return [one for one in unknown if identity(one) not in now]

    def with_error(self, error: Finding) -> list[Finding]:
        """The findings of a save that ended in an error: what else there was has not been looked for."""
        return [error, *(finding for finding in self.last if finding.file != error.file)]

    def summary(self) -> str:
        """How many there are."""
        return count(len(self.last), "finding") if self.last else "no findings"


def identity(finding: Finding) -> Finding:
    """The finding without its lines, which move as text above them is written."""
    return replace(finding, line=0, detail="")


def described(finding: Finding) -> list[str]:
    """A finding as lines of text."""
    return format_findings([finding]).splitlines()[:-1]


def as_finding(problem: Exception) -> Finding:
    """Anything that was raised as a finding."""
    if isinstance(problem, CourseError):
        return finding_of(problem)
    if isinstance(problem, OSError):
        return Finding("_quarto.yml", 1, "system", describe(problem))
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    name = Path(frame.filename).name
    return Finding("_quarto.yml", 1, "unexpected", f"{type(problem).__name__}: {problem} ({name}:{frame.lineno})")
