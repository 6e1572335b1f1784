"""What authors ordinarily write (tests/cases), each put into a small chapter, and what is right for it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from support import HEALTHY

FOLDER = Path(__file__).resolve().parents[1] / "cases"
HEADING = "## First {#first}"
BECAUSE = "Because $1 + 1 = 2$."


@dataclass(frozen=True)
class Case:
    """A chapter of the trial course.

    Attributes:
        name: Of the case, with a number where its file holds several.
        file: Of the chapter.
        title: Of its exercise, as the course list has it.
        text: The chapter.
    """

    name: str
    file: str
    title: str
    text: str


# The rules that must find something, by the beginnings of the cases' names; all others come out right
FINDINGS: dict[str, set[str]] = {
    "03": {"file-left"},
    "08": {"duplicate-id"},
    "15": {"unsupported"},
    "16": {"unsupported"},
    "19": {"exercise-id"},
    "21": {"caption"},
    "27": {"unsupported"},
    "28": {"figure-twice"},
    "34": {"formula"},
    "44": {"cell-error"},
    "46": {"not-a-number"},
    "47": {"not-a-number"},
}
# Those of them that take no execution
OF_SOURCE = {"08", "15", "16", "19", "21", "27", "34"}


def chapters_of(file: Path) -> list[tuple[str, str]]:
    """The small chapters that a case stands for, with their exercises' titles."""
    text, number = file.read_text(encoding="utf-8"), file.stem[:2]
    if number in ("02", "18", "19"):
        headings = [line for line in text.splitlines() if line.startswith("## ")]
        return [(HEALTHY.replace(HEADING, h), re.sub(r"\s*\{.*?\}$", "", h[3:])) for h in headings]
    if number == "22":
        return [(HEALTHY.replace("Words.", text), "First")]
    if number == "30":
        return [(HEALTHY.replace("print(y)", 'print(y, "accuracy 3/4")'), "First")]
    return [(HEALTHY.replace(BECAUSE, text.strip()), "First")]


def all_cases() -> list[Case]:
    """Every case, numbered through."""
    found: list[Case] = []
    for file in sorted(FOLDER.glob("*.qmd")):
        for index, (text, title) in enumerate(chapters_of(file)):
            number = len(found) + 1
            unique = re.sub(r"(?m)^(#\| label: )(first-(?:given|answer|check))$", rf"\1c{number}-\2", text)
            name = f"{file.stem}-{index}"
            found.append(Case(name, f"{number:02}-{name}.qmd", json.dumps(title, ensure_ascii=False), unique))
    return found


def rules_of(case: Case) -> set[str]:
    """The rules that must find something in a case."""
    return next((rules for start, rules in FINDINGS.items() if case.name.startswith(start)), set())
