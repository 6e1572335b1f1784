"""`scripts/new.py`: what it writes is left to be written, and nothing is written where something is wrong."""

from argparse import Namespace
from pathlib import Path

import pytest

from course.cli.new import begin
from course.common.errors import CourseError
from course.common.project import load_project
from course.gate.context import Context
from course.gate.runner import run_gate
from course.source.reader import read_chapters
from support import change, tree


def new(root: Path, kind: str, title: str) -> None:
    """Begin a chapter, or an exercise of the first one."""
    begin(load_project(root), Namespace(kind=kind, title=title, chapter=1))


def test_a_chapter_and_an_exercise_are_listed_and_not_yet_written(small: Path) -> None:
    new(small, "chapter", "3 ways to save")
    new(small, "exercise", "Load it")
    project = load_project(small)
    assert [path.name for path in project.chapters] == ["01-small.qmd", "02-3-ways-to-save.qmd"]
    assert project.exercises["chapters/01-small.qmd"][-1] == "Load it"
    found = {(one.file, one.line) for one in run_gate(Context(project, *read_chapters(project))).findings}
    # Its description as well
    assert {("chapters/02-3-ways-to-save.qmd", line) for line in (3, 6)} <= found
    assert any(file == "chapters/01-small.qmd" for file, _ in found)


@pytest.mark.parametrize(
    "kind, title, words",
    [
        ("exercise", "First", "there is an exercise #first already"),
        ("exercise", "3 ways to save", "should begin with a letter"),
        ("chapter", "\u4fdd\u5b58", "should have letters"),
    ],
)
def test_what_cannot_be_begun_changes_nothing(small: Path, kind: str, title: str, words: str) -> None:
    before = tree(small)
    with pytest.raises(CourseError, match=words):
        new(small, kind, title)
    assert tree(small) == before


def test_a_list_in_one_line_is_not_guessed_at(small: Path) -> None:
    change(small / "_quarto.yml", "chapters/01-small.qmd:\n      - First", "chapters/01-small.qmd: [First]")
    before = tree(small)
    with pytest.raises(CourseError, match="one entry a line"):
        new(small, "exercise", "Load it")
    assert tree(small) == before
