"""What a second execution is asked: how checks end on an empty answer."""

from pathlib import Path

import nbformat
import pytest

from course.gate.rerun import check_failures
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed


@pytest.mark.parametrize(
    "raised, message",
    [
        ("", "the check passes on an empty answer"),
        ("TypeError", "the check ends with TypeError; assert the types of the answer first"),
        ("AssertionError", None),
    ],
)
def test_checks_on_an_empty_answer(tmp_path: Path, raised: str, message: str | None) -> None:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY, encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    error = nbformat.v4.new_output("error", ename=raised, evalue="no", traceback=[])
    status = ["ok", "ok", "error" if raised else "ok"]
    found = list(check_failures(as_executed(chapter, [[], [], [error] if raised else []], status)))
    assert [(finding.line, finding.rule) for finding in found] == ([(30, "check-passes-empty")] if message else [])
    assert all(message and message in finding.message for finding in found)
