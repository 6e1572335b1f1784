"""The chapter language as a table: what authors may write, and where it comes out right."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("language.yml")
VERDICTS = {"yes": "everywhere", "quarto": "with Quarto only", "no": "not supported"}


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        group: The heading above it.
        name: What it is, for the page "For authors"; Markdown.
        features: What it covers, a star for any ending.
        verdict: A key of VERDICTS.
        values: Those that are allowed; empty where all are.
        advice: What to write instead; empty where it is supported.
    """

    group: str
    name: str
    features: tuple[str, ...]
    verdict: str
    values: tuple[object, ...] = ()
    advice: str = ""


@cache
def language() -> tuple[Row, ...]:
    """The table's rows."""
    groups = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(
        Row(
            group,
            row["name"],
            tuple(row["features"]),
            row["verdict"],
            tuple(row.get("values", ())),
            row.get("advice", ""),
        )
        for group, rows in groups.items()
        for row in rows
    )


@cache
def row_of(feature: str) -> Row | None:
    """The row that covers a feature: one that names it, else one whose star does; None where no row does."""
    for row in language():
        if feature in row.features:
            return row
    return next((row for row in language() if any(fnmatchcase(feature, name) for name in row.features)), None)
