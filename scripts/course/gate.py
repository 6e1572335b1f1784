"""Run every rule, take out what is allowed by name, and report all that is left at once."""

import json
from dataclasses import asdict, dataclass

from course.errors import Finding
from course.rules import RULES, Context

FORMATS = ("text", "json", "github")


@dataclass(frozen=True)
class Result:
    """findings: what keeps the site from being published, sorted; allowed: exceptions in use, one line each."""

    findings: list[Finding]
    allowed: list[str]


def run(context: Context) -> Result:
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


def report(found: list[Finding], style: str = "text") -> str:
    """The findings in one of FORMATS: for people, for programs, or as annotations of a workflow."""
    if style == "json":
        return json.dumps([asdict(finding) for finding in found], indent=1, ensure_ascii=False)
    if style == "github":
        return "\n".join(annotation(finding) for finding in found)
    lines: list[str] = []
    for finding in found:
        lines.append(f"{finding.file}:{finding.line}: [{finding.rule}] {where(finding)}{finding.message}")
        lines += [f"    {line}" for line in finding.detail.splitlines()]
    files = len({finding.file for finding in found})
    lines.append(f"{count(len(found), 'finding')} in {count(files, 'file')}")
    return "\n".join(lines)


def where(finding: Finding) -> str:
    """Exercise and cell, as far as a finding has them."""
    parts = [finding.exercise, f"cell {finding.cell}" if finding.cell else ""]
    text = ", ".join(part for part in parts if part)
    return f"{text}: " if text else ""


def annotation(finding: Finding) -> str:
    """A finding as GitHub's workflow command, whose values escape percent signs and line ends."""
    severity = next((rule.severity for rule in RULES if rule.id == finding.rule), "error")
    text = (where(finding) + finding.message).replace("%", "%25").replace("\n", "%0A")
    return f"::{severity} file={finding.file},line={finding.line},title={finding.rule}::{text}"


def catalog() -> list[tuple[str, str, str]]:
    """Id, severity and description of everything that can be found, sorted by id."""
    others = [
        ("unused-allow", "error", "an exception is not needed, or gives no reason"),
        ("differs", "error", "two executions show different outputs (--again)"),
        ("check-passes-empty", "error", "a check passes on an empty answer, or ends with another error (--again)"),
        ("newest-differs", "error", "with the newest releases a cell shows something else (build.py --latest)"),
        ("newest-build", "error", "with the newest releases the site cannot be made (build.py --latest)"),
    ]
    return sorted([*((rule.id, rule.severity, rule.description) for rule in RULES), *others])


def listing() -> str:
    """The catalog as lines."""
    width = max(len(name) for name, _, _ in catalog())
    return "\n".join(f"{name:{width}}  {severity:7}  {description}" for name, severity, description in catalog())


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "2 pages"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
