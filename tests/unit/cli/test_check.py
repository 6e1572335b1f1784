"""The check command's output and codes, without a build."""

from pathlib import Path

import pytest

from course.cli import check
from course.common.errors import CourseError, Finding
from course.common.project import load_project
from course.execute import notebooks
from course.gate.context import Context
from course.gate.runner import Result
from course.source.reader import read_chapters
from support import HEALTHY, as_executed, copy_project, replace_chapters

FOUND = Result([Finding("a.qmd", 3, "links", "no such page")], ["a.qmd:9: [raises] allowed: to show it"])
CLEAN = Result([], [])


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """The small course as parsed, with nothing executed."""
    root = copy_project(tmp_path / "course")
    replace_chapters(root, {"01-small.qmd": HEALTHY.encode()}, ["First"])
    project = load_project(root)
    return Context(project, *read_chapters(project))


@pytest.mark.parametrize(
    "result, style, code, out, err",
    [
        (CLEAN, "text", 0, "0 chapters checked, no findings\n", ""),
        (CLEAN, "json", 0, "[]\n", ""),
        (CLEAN, "github", 0, "", ""),
        (FOUND, "text", 1, "a.qmd:9: [raises] allowed: to show it\n", "a.qmd:3: [links] no such page\n1 finding in"),
        (FOUND, "github", 1, "::error file=a.qmd,line=3,title=links::no such page\n", ""),
    ],
)
def test_what_is_told_and_where(
    context: Context,
    result: Result,
    style: str,
    code: int,
    out: str,
    err: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check.say_result(context, result, style) == code
    said = capsys.readouterr()
    assert said.out == out and said.err.startswith(err) and bool(said.err) == bool(err)


def test_the_list_of_rules_needs_no_build(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--list"]) == 0
    assert "raises" in capsys.readouterr().out


def test_it_reads_what_was_executed_last(context: Context) -> None:
    with pytest.raises(CourseError, match=r"chapters/01-small\.qmd: no executed notebook .* scripts/build\.py"):
        check.last_build(context.project)
    chapter = context.chapters[0]
    notebooks.write_executed(as_executed(chapter), context.project.cache / "executed", "key")
    read = check.last_build(context.project)
    assert (read.executed[0].status, read.executed[0].seconds, read.site) == (["ok"] * 3, 1.0, None)


def test_a_record_that_is_damaged_or_of_other_code_does_not_count(context: Context) -> None:
    chapter, folder = context.chapters[0], context.project.cache / "executed"
    notebooks.write_executed(as_executed(chapter), folder, "key")
    assert notebooks.read_executed(chapter, folder) and notebooks.read_executed(chapter, folder, "key")
    assert notebooks.read_executed(chapter, folder, "another key") is None
    chapter.path.write_text(HEALTHY.replace("x + 1", "x + 2"), encoding="utf-8")
    changed = read_chapters(context.project)[0][0]
    assert notebooks.read_executed(changed, folder) is None
    (folder / "01-small.ipynb").write_text("{", encoding="utf-8")
    assert notebooks.read_executed(chapter, folder) is None
