"""The file of the search's index: a script, since pages from the disk may load scripts, but read no other files."""

import json
from pathlib import Path
from typing import Any

from course.common.files import write_whole

INDEX = "assets/scripts/search-index.js"
ASSIGNMENT = "globalThis.courseSearchIndex = "


def write_index(site: Path, entries: list[dict[str, Any]]) -> None:
    """Write the entries into a site. Raises OSError."""
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    write_whole(site / INDEX, f"{ASSIGNMENT}{text};\n")


def read_index(site: Path) -> list[dict[str, Any]]:
    """The entries of a site, none where it has no index. Raises OSError."""
    file = site / INDEX
    if not file.is_file():
        return []
    text = file.read_text(encoding="utf-8").removeprefix(ASSIGNMENT).rstrip().removesuffix(";")
    entries: list[dict[str, Any]] = json.loads(text)
    return entries
