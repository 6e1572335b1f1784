"""What the gate lets through by name."""

from pathlib import Path

import pytest

from course.common.errors import Finding
from course.common.project import Project
from course.gate import runner
from course.gate.context import Context
from course.gate.registry import Rule
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """One rule, which finds these."""
    found: list[Finding] = []
    monkeypatch.setattr(runner, "RULES", [Rule("raises", "a cell raises", lambda context, name: iter(found))])
    return found


def context(folder: Path, allow: str) -> Context:
    """The small chapter with an exception at its answer, executed."""
    file = folder / "01-small.qmd"
    label = "#| label: first-answer\n"
    file.write_text(HEALTHY.replace(label, f"{label}#| check-allow: {allow}\n"), encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    return Context(Project(folder, {}, (file,)), [chapter], executed=[as_executed(chapter)])


def at_answer(rule: str = "raises") -> Finding:
    return Finding("chapters/01-small.qmd", 24, rule, "it raises", "1.1 First", "first-answer")


def test_what_is_allowed_by_name_with_a_reason_passes(tmp_path: Path, found: list[Finding]) -> None:
    found.append(at_answer())
    result = runner.run_gate(context(tmp_path, "raises to show the error"))
    assert result.findings == []
    assert result.allowed == ["chapters/01-small.qmd:24: [raises] allowed: to show the error"]


@pytest.mark.parametrize(
    "allow, message",
    [("raises", "the exception from 'raises' gives no reason"), ("slow it is", "nothing here needs")],
)
def test_an_exception_needs_a_reason_and_a_use(tmp_path: Path, found: list[Finding], allow: str, message: str) -> None:
    found.append(at_answer())
    told = runner.run_gate(context(tmp_path, allow)).findings
    assert {finding.rule for finding in told} == {"raises", "unused-allow"}
    assert any(finding.message.startswith(message) for finding in told)


def test_before_the_execution_no_exception_is_unused(tmp_path: Path, found: list[Finding]) -> None:
    source = context(tmp_path, "raises to show the error")
    source.executed = []
    assert runner.run_gate(source).findings == []


def test_exceptions_are_one_text_or_a_list() -> None:
    assert runner.exceptions(None) == []
    assert runner.exceptions("a b") == ["a b"]
    assert runner.exceptions(["a b", "c d"]) == ["a b", "c d"]
