"""Rules on files: names of chapters, and what cells leave among the sources."""

from pathlib import Path

import pytest

from course.common.project import load_project
from course.execute.footprint import record_changes, take_footprint
from course.gate.context import Context
from course.gate.runner import run_gate
from course.source.reader import read_chapters
from support import HEALTHY, as_executed


@pytest.mark.parametrize(
    "name, advice",
    [
        ("01b-extras.qmd", "02-extras.qmd"),
        ("saving.qmd", "02-saving.qmd"),
        ("Größe 2.qmd", ".qmd"),
        ("02-A.md", "02-a.qmd"),
    ],
)
def test_a_file_that_is_no_chapter_by_its_name(small: Path, name: str, advice: str) -> None:
    (small / "chapters" / name).write_text("", encoding="utf-8")
    project = load_project(small)
    findings = run_gate(Context(project, *read_chapters(project))).findings
    assert [(one.file, one.rule) for one in findings] == [(f"chapters/{name}", "chapter-name")]
    assert advice in findings[0].message


@pytest.mark.parametrize("name", [".ipynb_checkpoints/01-small-checkpoint.qmd", ".#01-small.qmd", "#01-small.qmd#"])
def test_what_editors_leave_is_no_chapter_and_no_cell_s(small: Path, name: str) -> None:
    project = load_project(small)
    before = take_footprint(project)
    (small / "chapters" / name).parent.mkdir(exist_ok=True)
    (small / "chapters" / name).write_text("", encoding="utf-8")
    record_changes(project, before)
    chapters, unreadable = read_chapters(project)
    context = Context(project, chapters, unreadable, [as_executed(chapter) for chapter in chapters])
    assert {"chapter-name", "file-left"} & {one.rule for one in run_gate(context).findings} == set()


def test_a_file_that_a_cell_leaves(small: Path) -> None:
    """It is a finding as long as it is there, at the cell that names it."""
    text = HEALTHY.replace("y = x + 1", 'y = x + 1\nopen("left.txt", "w").close()')
    (small / "chapters/01-small.qmd").write_text(text, encoding="utf-8")
    project = load_project(small)
    before = take_footprint(project)
    left = small / "chapters/left.txt"
    left.write_text("")
    record_changes(project, before)
    chapters, unreadable = read_chapters(project)
    context = Context(project, chapters, unreadable, [as_executed(chapter) for chapter in chapters])

    def places() -> list[tuple[str, str]]:
        return [(one.file, one.cell) for one in run_gate(context).findings if one.rule == "file-left"]

    assert places() == [("chapters/01-small.qmd", "first-answer")]
    left.unlink()
    assert places() == []
