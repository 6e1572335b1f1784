"""The check command's output and codes, without a build."""

from pathlib import Path

import pytest

from course.cli import check
from course.common.errors import CourseError, Finding
from course.common.project import load_project
from course.execute.store import Store
from course.execute.units import ExecutedUnit, units_of
from course.gate.context import Context
from course.gate.runner import Result
from course.source.reader import read_chapters

FOUND = Result([Finding("a.qmd", 3, "links", "no such page")], ["a.qmd:9: [raises] allowed: to show it"])
CLEAN = Result([], [])


@pytest.fixture
def context(small: Path) -> Context:
    """The small course as parsed, with nothing executed."""
    project = load_project(small)
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
    with pytest.raises(CourseError, match=r"chapters/01-small\.qmd: .* scripts/build\.py"):
        check.last_build(context.project)
    store = Store(context.project)
    store.write_record("setup", "environment", {})
    for unit in units_of(context.chapters[0], "setup"):
        found = ExecutedUnit(["ok"] * 3, [[], [], []], [0.0] * 3, 1.0)
        store.keep(unit.digest("environment"), found)
    read = check.last_build(context.project)
    assert (read.executed[0].status, read.executed[0].cached, read.site) == (["ok"] * 3, True, None)
