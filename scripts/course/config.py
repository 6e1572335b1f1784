"""Read `_quarto.yml` and `_environment`, the configuration that both engines share."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from dotenv import dotenv_values

from course.errors import CourseError


@dataclass(frozen=True)
class Project:
    """A checkout of the course.

    root: its folder; settings: `_quarto.yml` as read; chapters: the `.qmd` files in order.
    """

    root: Path
    settings: dict[str, Any]
    chapters: tuple[Path, ...]

    @property
    def title(self) -> str:
        """The website's title."""
        return str(self.settings["website"]["title"])

    @property
    def time_limit(self) -> int:
        """Seconds that one cell may run."""
        return self.limit("time-limit", 60)

    @property
    def memory_limit(self) -> int:
        """Megabytes that a chapter's kernel may need."""
        return self.limit("memory-limit", 2000)

    @property
    def output_limit(self) -> int:
        """Characters that one cell may print."""
        return self.limit("output-limit", 20_000)

    def limit(self, key: str, default: int) -> int:
        """A whole number of the course's settings."""
        return int(self.settings.get("course", {}).get(key, default))

    @property
    def figure(self) -> dict[str, Any]:
        """Width and height (inches), dpi and file format of all figures."""
        keys = ("fig-width", "fig-height", "fig-dpi")
        return {key: self.settings[key] for key in keys} | {"fig-format": self.settings["execute"]["fig-format"]}

    @property
    def cache(self) -> Path:
        """The folder of what can be made again: executed notebooks, facts, staging."""
        return self.root / ".cache"

    @property
    def rendered(self) -> Path:
        """The folder of what programs made of the same input before, for `memo`."""
        return self.cache / "rendered"

    def environment(self) -> dict[str, str]:
        """The environment of a kernel: this process's, and below it what `_environment` sets (as Quarto does)."""
        values = dotenv_values(self.root / "_environment")
        return {**{key: value or "" for key, value in values.items()}, **os.environ}

    def relative(self, path: Path) -> str:
        """A path for messages: relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()


def read_yaml(text: str, file: str, first_line: int = 1) -> Any:
    """Parse YAML; first_line is where the text begins in the file. Raises CourseError with file and line."""
    try:
        try:
            return yaml.load(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError:
            # Slower, but tells the line
            return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise CourseError(
            f"bad YAML: {error.problem or error.context}", file=file, line=line, rule="bad-yaml"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise CourseError(f"bad YAML: {error}", file=file, line=first_line, rule="bad-yaml") from None


def load(root: Path) -> Project:
    """Read the project's configuration. Raises CourseError where it is missing or not readable."""
    file = root / "_quarto.yml"
    if not file.is_file():
        raise CourseError("_quarto.yml is missing", file=root)
    settings = read_yaml(file.read_text(encoding="utf-8"), file.name)
    for key in ("website", "format"):
        if not isinstance(settings, dict) or not isinstance(settings.get(key), dict):
            raise CourseError(f"'{key}:' is missing or has no keys", file=file.name, line=1)
    check_pages(root, file)
    chapters = tuple(sorted((root / "chapters").glob("[0-9]*-*.qmd")))
    if not chapters:
        raise CourseError("no chapters: expected files such as chapters/01-title.qmd", file=root)
    return Project(root, settings, chapters)


def check_pages(root: Path, file: Path) -> None:
    """Raise CourseError where the configuration names a page that does not exist."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        for page in re.findall(r"(?<![*\w./-])[\w./-]+\.qmd\b", line.partition("#")[0]):
            if not (root / page.lstrip("/")).is_file():
                raise CourseError(f"{page} does not exist", file=file.name, line=number)
