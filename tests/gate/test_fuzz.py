"""Whatever stands in a chapter or in _quarto.yml, the gate finds something or nothing: no exception, no hang."""

import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.project import Project, load_project
from course.common.settings import NAME, read_settings
from course.gate.context import Context
from course.gate.runner import run_gate
from course.source.reader import read_chapters
from fuzzing import mutate

# Of processor time, however busy the machine is; reading one takes milliseconds
SECONDS = 60
SAMPLE, SEEDS, EACH = 150, 20, 100
EXERCISE = re.compile(r"^## .*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@contextmanager
def limited(what: str) -> Iterator[None]:
    """Fail where something takes too much processor time."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(what)

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def excerpts() -> list[str]:
    """The real exercises, each with its chapter's front matter."""
    found = []
    for file in sorted((ROOT / "chapters").glob("*.qmd")):
        text = file.read_text(encoding="utf-8")
        found += [text[: text.index("\n## ") + 1] + match[0] for match in EXERCISE.finditer(text)]
    return found


def judge(project: Project, text: str) -> None:
    """Parse and gate a chapter as it is written."""
    file = project.chapters[0]
    file.write_bytes(text.encode("utf-8", "replace"))
    chapters, unreadable = read_chapters(project)
    findings = run_gate(Context(project, chapters, unreadable)).findings
    assert all(finding.line >= 1 and finding.message for finding in findings)


def fuzz(folder: Path, seed: int, count: int) -> None:
    """Judge so many mutants."""
    chance = random.Random(seed)
    (folder / "chapters").mkdir()
    real = load_project(ROOT)
    project = replace(real, root=folder, chapters=(folder / "chapters/01-mutant.qmd",))
    (folder / NAME).write_bytes((ROOT / NAME).read_bytes())
    known = excerpts()
    for number in range(count):
        text = mutate(chance.choice(known), chance)
        with limited(f"mutant {number} of seed {seed}"):
            try:
                judge(project, text)
            except Exception as error:
                error.add_note(f"mutant {number} of seed {seed}:\n{text}")
                raise


@pytest.mark.seconds(30)
def test_a_sample_of_damaged_chapters(tmp_path: Path) -> None:
    fuzz(tmp_path, seed=0, count=SAMPLE)


@pytest.mark.full
@pytest.mark.seconds(30)
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_damaged_chapters(tmp_path: Path, seed: int) -> None:
    fuzz(tmp_path, seed, EACH)


def test_damaged_settings(tmp_path: Path) -> None:
    """The configuration can be read, or is refused with a line."""
    chance = random.Random(1)
    text = re.sub(r"^ +- (?:index|pages/\w+)\.qmd\n", "", (ROOT / NAME).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number in range(200):
        (tmp_path / NAME).write_bytes(mutate(text, chance).encode("utf-8", "replace"))
        with limited(f"settings {number}"):
            try:
                read_settings(tmp_path)
            except CourseError as error:
                assert str(error)
