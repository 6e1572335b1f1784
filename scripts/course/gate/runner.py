"""Run every rule, and take out what chapters allow by name."""

from dataclasses import dataclass

from course.common.errors import Finding
from course.gate import rules  # noqa: F401 registers the rules
from course.gate.context import Context
from course.gate.registry import RULES


@dataclass(frozen=True)
class Result:
    """What the gate found.

    Attributes:
        findings: What keeps the site from being published, sorted.
        allowed: Exceptions in use, one line each.
    """

    findings: list[Finding]
    allowed: list[str]


def run_gate(context: Context) -> Result:
    """Run all rules over what there is: source alone, executed chapters, or the built site as well."""
    found = {finding for rule in RULES for finding in rule.check(context, rule.id)}
    kept, allowed = set(found), []
    for chapter in context.chapters:
        for cell in chapter.cells:
            for entry in exceptions(cell.options.get("check-allow")):
                name, _, reason = entry.partition(" ")
                mine = {f for f in found if (f.file, f.cell, f.rule) == (chapter.file, cell.label, name)}
                place = (chapter.file, cell.line, "unused-allow")
                exercise = str(chapter.exercise_of(cell) or "")
                if not reason.strip():
                    kept.add(Finding(*place, f"the exception from '{name}' gives no reason", exercise, cell.label))
                elif not mine and context.executed:
                    kept.add(Finding(*place, f"nothing here needs the exception from '{name}'", exercise, cell.label))
                else:
                    kept -= mine
                    allowed += [f"{f.file}:{f.line}: [{f.rule}] allowed: {reason}" for f in sorted(mine)]
    return Result(sorted(kept), allowed)


def exceptions(value: object) -> list[str]:
    """The entries of a cell's `check-allow`: one text or a list of them."""
    return [str(entry) for entry in (value if isinstance(value, list) else [value])] if value else []
