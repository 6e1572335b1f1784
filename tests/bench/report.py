"""What the comparisons of speed share: medians and ratios, goals, tables, the file with machine, versions and date."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import psutil

FOLDER = Path(__file__).with_name("results")


@dataclass(frozen=True)
class Goal:
    """What was wanted and what was found.

    Attributes:
        name: What was measured.
        found: None where it could not be measured.
        most: The largest that will do.
        least: Given instead where more is better.
    """

    name: str
    found: float | None
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether it was reached; None where that is not known."""
        if self.found is None:
            return None
        return (self.most is None or self.found <= self.most) and (self.least is None or self.found >= self.least)

    @property
    def limit(self) -> str:
        """What was wanted, in words."""
        return f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"


def middle(values: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return median(values) if values else None


def ratio(first: Sequence[float], second: Sequence[float]) -> float | None:
    """The median of the ratios of runs that were made next to each other. None where a run of either is missing."""
    if len(first) != len(second):
        return None
    return middle([one / other for one, other in zip(first, second, strict=True)])


def table(lines: Sequence[Sequence[str]]) -> str:
    """Lines as a Markdown table, its heads first."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    padded.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


def goals_table(result: Mapping[str, Any]) -> str:
    """A result's goals as a Markdown table."""
    words = {True: "met", False: "missed", None: "not measured"}
    goals = [Goal(**{key: value for key, value in goal.items() if key != "met"}) for goal in result["goals"]]
    lines = [[goal.name, number(goal.found), goal.limit, words[goal.met]] for goal in goals]
    return table([["goal", "found", "wanted", ""], *lines])


def number(value: float | None, digits: int = 2) -> str:
    """A figure for a table; whole numbers without a point."""
    if value is None:
        return "-"
    return f"{value:.{digits}f}" if value % 1 else f"{value:.0f}"


def machine() -> dict[str, Any]:
    """What the figures depend on that is no program."""
    return {
        "cores": os.cpu_count(),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def write_result(name: str, content: Mapping[str, Any], goals: Sequence[Goal]) -> Path:
    """Write a result with machine and date. Returns the file. Raises OSError."""
    result = {"date": date.today().isoformat(), "machine": machine(), **content}
    result["goals"] = [asdict(goal) | {"met": goal.met} for goal in goals]
    file = result_file(name)
    file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read_result(name: str) -> dict[str, Any]:
    """The last result. Raises OSError where there is none."""
    result: dict[str, Any] = json.loads(result_file(name).read_text(encoding="utf-8"))
    return result


def result_file(name: str) -> Path:
    """Where a result is."""
    return FOLDER / f"{name}.json"
