"""Findings and the catalog of rules as text: for people, for programs, for GitHub's workflows."""

import json
from dataclasses import asdict

from course.common.console import count
from course.common.errors import Finding
from course.gate import rules  # noqa: F401 registers the rules
from course.gate.registry import RULES

FORMATS = ("text", "json", "github")
# What is found elsewhere than in a rule
OTHERS = (
    ("unused-allow", "An exception is not needed, or gives no reason"),
    ("not-rendered", "A program that renders refuses a chapter"),
    ("differs", "Two executions show different outputs (--rerun)"),
    ("check-passes-empty", "A check passes on an empty answer, or ends with another error (--rerun)"),
    ("newest-differs", "With the newest releases a cell shows something else (build.py --latest)"),
    ("newest-build", "With the newest releases the site cannot be made (build.py --latest)"),
)


def format_findings(found: list[Finding], style: str = "text") -> str:
    """The findings in one of FORMATS."""
    if style == "json":
        return json.dumps([asdict(finding) for finding in found], indent=1, ensure_ascii=False)
    if style == "github":
        return "\n".join(annotation(finding) for finding in found)
    lines: list[str] = []
    for finding in found:
        lines.append(f"{finding.file}:{finding.line}: [{finding.rule}] {place(finding)}{finding.message}")
        lines += [f"    {line}" for line in finding.detail.splitlines()]
    files = len({finding.file for finding in found})
    lines.append(f"{count(len(found), 'finding')} in {count(files, 'file')}")
    return "\n".join(lines)


def place(finding: Finding) -> str:
    """Exercise and cell, where a finding has them."""
    parts = [finding.exercise, f"cell {finding.cell}" if finding.cell else ""]
    text = ", ".join(part for part in parts if part)
    return f"{text}: " if text else ""


def annotation(finding: Finding) -> str:
    """A finding as GitHub's workflow command, whose values escape percent signs and line ends."""
    text = (place(finding) + finding.message).replace("%", "%25").replace("\n", "%0A")
    return f"::error file={finding.file},line={finding.line},title={finding.rule}::{text}"


def catalog() -> list[tuple[str, str]]:
    """Id and description of everything that can be found, sorted by id."""
    return sorted([*((rule.id, rule.description) for rule in RULES), *OTHERS])


def format_catalog() -> str:
    """The catalog, a line each."""
    width = max(len(name) for name, _ in catalog())
    return "\n".join(f"{name:{width}}  {description}" for name, description in catalog())
