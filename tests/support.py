"""What the tests share: a small healthy chapter, copies of the project, runs of the build and of Quarto, waiting."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from nbformat import NotebookNode

from course import bootstrap
from course.bootstrap import ROOT
from course.execute.notebooks import Executed
from course.render.quarto.program import look
from course.source.chapters import Chapter

# Tests with Quarto need another program, and take their time
ENGINES = ("portable", pytest.param("quarto", marks=pytest.mark.full))
# Seconds for anything else that a test waits for, and for a build. They only end what hangs, so no test fails because a
# machine is slow
LIMIT = 600
BUILD_LIMIT = 900
Found = TypeVar("Found")
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and file systems")
HEALTHY = """\
---
title: A small chapter
description: For the tests.
---

## First {#first}

Words.

::: instructions
- Do it.
:::

::: given
```{python}
#| label: first-given
x = 1
```
:::

::: answer
```{python}
#| label: first-answer
y = x + 1
print(y)
```
:::

::: check
```{python}
#| label: first-check
assert y == 2
print("y is 2")
```
:::

::: explanation
Because $1 + 1 = 2$.
:::
"""
# Its exercise alone
EXERCISE = HEALTHY.split("---\n\n", 1)[1]


@dataclass
class Build:
    """A finished run of the build command in a copy of the project."""

    root: Path
    code: int
    out: str
    err: str

    @property
    def site(self) -> Path:
        """The published site."""
        return self.root / "_site"


def copy_project(target: Path) -> Path:
    """Copy what git would have, and share the environment."""
    names = [
        "_quarto.yml",
        "_environment",
        "_extensions",
        "assets",
        "chapters",
        "index.qmd",
        "pages",
        "scripts",
        "requirements.txt",
        "tests/requirements.txt",
    ]
    target.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__", "*_files")
    for name in names:
        source = ROOT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=ignore)
        else:
            shutil.copy(source, target / name)
    # A build never changes an environment that it finds by a link
    (target / ".venv").symlink_to(bootstrap.VENV, target_is_directory=True)
    return target


def make_course(root: Path, chapters: dict[str, str], titles: list[str]) -> Path:
    """Make a copy of the project with other chapters, whose cells have as long as tests wait.

    Args:
        root: Where to make it.
        chapters: As in `replace_chapters`, but as text.
        titles: See there.

    Returns:
        The copy.
    """
    copy_project(root)
    replace_chapters(root, {name: text.encode() for name, text in chapters.items()}, titles)
    set_limits(root, seconds=LIMIT)
    return root


def small_course(root: Path) -> Path:
    """Make a copy of the project with one small healthy chapter in place of the real ones."""
    return make_course(root, {"01-small.qmd": HEALTHY}, ["First"])


def exercise(title: str) -> str:
    """The healthy exercise under another title of one word, which is also its id and the start of its labels."""
    return EXERCISE.replace("First", title).replace("first", title.lower())


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that a file has once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def replace_chapters(root: Path, chapters: dict[str, bytes], titles: list[str]) -> None:
    """Put chapters, one exercise each, in place of a copy's own and of the pages that link to those.

    chapters: file name to content; titles: of the exercises, for the course list.
    """
    for name in ("chapters", "pages"):
        shutil.rmtree(root / name)
        (root / name).mkdir()
    for name, content in chapters.items():
        (root / "chapters" / name).write_bytes(content)
    front = "---\ntitle: A small course\nformat: html\n---\n\n::: course-chapters\n:::\n"
    (root / "index.qmd").write_text(front, encoding="utf-8")
    settings = root / "_quarto.yml"
    kept = [line for line in settings.read_text(encoding="utf-8").splitlines() if "- pages/" not in line]
    text = "\n".join(kept).replace("      - section: Reference\n        contents:\n", "")
    listed = [f"    chapters/{name}:\n      - {title}\n" for name, title in zip(chapters, titles, strict=True)]
    start, end = text.index("  exercises:\n"), text.index("\nwebsite:")
    settings.write_text(text[:start] + "  exercises:\n" + "".join(listed) + text[end:], encoding="utf-8")


def as_executed(
    chapter: Chapter, outputs: list[list[NotebookNode]] | None = None, status: list[str] | None = None
) -> Executed:
    """A chapter as if it had been executed: without errors and outputs, unless told otherwise."""
    number = len(chapter.cells)
    return Executed(
        chapter,
        status or ["ok"] * number,
        outputs or [[] for _ in range(number)],
        [0.0] * number,
        cached=False,
        seconds=1.0,
        setup="",
    )


def set_limits(root: Path, *, seconds: int, megabytes: int | None = None) -> None:
    """Set the limits of a copy's cells. megabytes: None leaves that limit as it is."""
    settings = root / "_quarto.yml"
    text = settings.read_text(encoding="utf-8")
    for name, value in (("time-limit", seconds), ("memory-limit", megabytes)):
        if value is not None:
            text = re.sub(rf"(?m)^(  {name}:) \d+", rf"\1 {value}", text)
    settings.write_text(text, encoding="utf-8")


def run_build(root: Path, *arguments: str, umask: int = -1, **environment: str) -> Build:
    """Run `scripts/build.py` in a copy. umask: of the process, -1 for this one's."""
    command = [sys.executable, str(root / "scripts/build.py"), *arguments]
    result = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=BUILD_LIMIT,
        umask=umask,
    )
    return Build(root, result.returncode, result.stdout, result.stderr)


def quarto_render(root: Path, *arguments: str, umask: int = -1) -> subprocess.CompletedProcess[str]:
    """Run plain `quarto render` in a copy, as an author does; leave the test out where there is no Quarto.

    umask: As in `run_build`.
    """
    require("quarto")
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    command = ["quarto", "render", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, env=environment, timeout=BUILD_LIMIT, umask=umask
    )


def require(engine: str) -> None:
    """Skip a test whose engine is Quarto where there is none."""
    if engine == "quarto" and look()[0] is None:
        pytest.skip("needs Quarto, which is not installed here")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def until(condition: Callable[[], Found]) -> Found:
    """Wait until a condition holds, and return what it gave; fail when it never does."""
    end = time.monotonic() + LIMIT
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {LIMIT} s"
        time.sleep(0.05)
    return found
