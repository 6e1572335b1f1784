"""Data that pages load: as scripts, since pages from the disk may load scripts, but read no other files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.common.files import write_whole


@dataclass(frozen=True)
class DataScript:
    """A script that sets a variable.

    Attributes:
        file: Its name in the site.
        variable: The variable's name, among the global ones.
    """

    file: str
    variable: str

    def write(self, site: Path, value: Any) -> None:
        """Write a value into a site. Raises OSError."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        write_whole(site / self.file, f"{self.assignment}{text};\n")

    def read(self, site: Path) -> Any:
        """The value in a site, None where it has no such file. Raises OSError."""
        path = site / self.file
        if not path.is_file():
            return None
        return json.loads(path.read_text(encoding="utf-8").removeprefix(self.assignment).rstrip().removesuffix(";"))

    @property
    def assignment(self) -> str:
        """What stands before the value."""
        return f"globalThis.{self.variable}="


SEARCH_INDEX = DataScript("assets/scripts/search-index.js", "courseSearchIndex")
GLOSSARY_TERMS = DataScript("assets/scripts/glossary-terms.js", "courseTerms")
