"""What the commands print: stages, one line for what the user can mend, nothing more than errors with --quiet."""

import io

import pytest
from rich.console import Console

from course.common.console import Reporter, run_command
from course.common.errors import CourseError


def test_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter(quiet=False)
    with reporter.stage("Executing"):
        reporter.say("[1/2] done")
    assert capsys.readouterr().out == "Executing ...\n[1/2] done\n"
    assert reporter.seconds["Executing"] >= 0


def test_a_live_line_on_a_terminal_goes_with_its_stage() -> None:
    reporter = Reporter(quiet=False)
    shown = io.StringIO()
    reporter.console = Console(file=shown, force_terminal=True, width=80)
    with reporter.stage("Rendering"):
        pass
    assert "Rendering ..." in shown.getvalue() and not shown.getvalue().endswith("\n")


def test_quiet_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter(quiet=True)
    with reporter.stage("Executing"):
        reporter.say("done")
    assert capsys.readouterr().out == ""


def test_a_stage_that_fails_has_no_time() -> None:
    reporter = Reporter(quiet=True)
    with pytest.raises(CourseError), reporter.stage("Executing"):
        raise CourseError("no")
    assert reporter.seconds == {}


@pytest.mark.parametrize(
    "problem, code, line",
    [
        (CourseError("no title", file="a.qmd", line=3, rule="bad-yaml"), 2, "error: a.qmd:3: [bad-yaml] no title"),
        (OSError(28, "No space left on device", "_site"), 2, "error: _site: No space left on device"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
    ids=["the course's", "the system's", "Ctrl-C"],
)
def test_what_the_user_can_mend_is_one_line(
    problem: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise problem

    assert run_command(work) == code
    assert capsys.readouterr().err == f"{line}\n"


def test_a_command_that_works_keeps_its_code() -> None:
    assert run_command(lambda: 1) == 1


def test_what_nobody_foresaw_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run_command(lambda: 1 // 0)
