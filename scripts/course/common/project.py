"""A checkout of the course: its folders, its settings, its limits."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from course.common.errors import CourseError
from course.common.files import is_temporary
from course.common.settings import NAME, read_settings

# How a chapter is named: a number, by which chapters sort, and words
CHAPTER = re.compile(r"\d+(?:-[a-z0-9]+)+\.qmd")
# What stands among the sources, but is made of them
MADE_FOLDER, MADE, MADE_ENDINGS = "__pycache__", "_files", (".html", ".typ", ".quarto_ipynb")
FOLDERS = ("_extensions", "assets", "chapters", "pages", "scripts")


@dataclass(frozen=True)
class Project:
    """A checkout of the course.

    Attributes:
        root: Its folder.
        settings: `_quarto.yml`, validated.
        chapters: The chapters' `.qmd` files, in order.
    """

    root: Path
    settings: dict[str, Any]
    chapters: tuple[Path, ...]

    @property
    def title(self) -> str:
        """The website's title."""
        return str(self.settings["website"]["title"])

    @property
    def description(self) -> str:
        """The website's description."""
        return str(self.settings["website"]["description"])

    @property
    def other_pages(self) -> list[Path]:
        """The `.qmd` files of the pages that are no chapters, without what editors leave among them."""
        found = [*sorted(self.root.glob("*.qmd")), *sorted(self.root.glob("pages/*.qmd"))]
        return [file for file in found if not is_temporary(file.name)]

    @property
    def output(self) -> Path:
        """The folder of the published site, unless a command is told another."""
        return self.root / str(self.settings["project"]["output-dir"])

    @property
    def exercises(self) -> dict[str, list[str]]:
        """The course list: the titles of each chapter's exercises, by the chapter's file."""
        listed = self.settings["course"]["exercises"]
        return {str(file): [str(title) for title in titles] for file, titles in listed.items()}

    @property
    def time_limit(self) -> int:
        """Seconds that an exercise's cells may run."""
        return int(self.settings["course"]["time-limit"])

    @property
    def memory_limit(self) -> int:
        """Megabytes that an exercise's kernel may need."""
        return int(self.settings["course"]["memory-limit"])

    @property
    def output_limit(self) -> int:
        """Characters that one cell may print."""
        return int(self.settings["course"]["output-limit"])

    @property
    def figure(self) -> dict[str, Any]:
        """Width and height (inches), dpi and file format of all figures."""
        keys = ("fig-width", "fig-height", "fig-dpi")
        return {key: self.settings[key] for key in keys} | {"fig-format": self.settings["execute"]["fig-format"]}

    @property
    def cache(self) -> Path:
        """The folder of everything that can be made again: executed notebooks, site data, staging."""
        return self.root / ".cache"

    @property
    def render_cache(self) -> Path:
        """The folder of rendered pieces, for `render_cache.cached`."""
        return self.cache / "rendered"

    def environment(self) -> dict[str, str]:
        """The environment of programs: this process's, and above it what `_environment` sets."""
        return dict(os.environ) | self.settled_environment()

    def settled_environment(self) -> dict[str, str]:
        """What `_environment` sets."""
        return {name: value or "" for name, value in dotenv_values(self.root / "_environment").items()}

    def relative(self, path: Path) -> str:
        """A path for messages: relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()


def load_project(root: Path) -> Project:
    """Read a checkout's configuration and find its chapters.

    Args:
        root: The checkout's folder.

    Returns:
        The project.

    Raises:
        CourseError: The configuration is missing or wrong, or there are no chapters.
    """
    settings = read_settings(root)
    chapters = tuple(sorted(file for file in (root / "chapters").glob("*.qmd") if CHAPTER.fullmatch(file.name)))
    if not chapters:
        raise CourseError("no chapters: expected files such as chapters/01-title.qmd", file="chapters")
    return Project(root, settings, chapters)


def source_files(root: Path) -> Iterator[Path]:
    """The project's files that a site depends on, without what Python, the engines and editors leave among them."""
    yield from (root / name for name in (NAME, "_environment"))
    yield from sorted(file for file in root.glob("*.qmd") if not is_temporary(file.name))
    for folder in FOLDERS:
        found: list[Path] = []
        for parent, folders, names in os.walk(root / folder):
            # Editors keep copies, and Quarto its cache, in hidden folders
            folders[:] = [name for name in folders if name != MADE_FOLDER and MADE not in name and name[0] != "."]
            sources = (name for name in names if MADE not in name and not name.endswith(MADE_ENDINGS))
            found += [Path(parent, name) for name in sources if not is_temporary(name)]
        yield from (file for file in sorted(found) if file.is_file())


def preview_site(root: Path) -> Path:
    """Where the portable engine's preview of a checkout has its site."""
    return root / ".cache/preview/portable"
