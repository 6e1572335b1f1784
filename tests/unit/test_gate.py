"""What the gate lets through by name, and how it tells what it has found."""

import json
from pathlib import Path

import pytest

from course.common.errors import Finding
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate import runner
from course.gate.context import Context
from course.gate.registry import RULES, Rule
from course.gate.runner import report
from course.source.chapters import parse_chapter
from support import HEALTHY

PLAIN = Finding("a.qmd", 3, "links", "50% of\nthe links")
CELL = Finding("a.qmd", 9, "raises", "it raises", "1.2 Loss", "loss-answer", "ValueError: no\nat line 2")


def test_lines_for_people() -> None:
    assert report([PLAIN, CELL]).splitlines()[2:] == [
        "a.qmd:9: [raises] 1.2 Loss, cell loss-answer: it raises",
        "    ValueError: no",
        "    at line 2",
        "2 findings in 1 file",
    ]


def test_annotations_of_a_workflow_are_one_line_each() -> None:
    assert report([PLAIN, CELL], "github").splitlines() == [
        "::error file=a.qmd,line=3,title=links::50%25 of%0Athe links",
        "::error file=a.qmd,line=9,title=raises::1.2 Loss, cell loss-answer: it raises",
    ]


def test_json_says_everything() -> None:
    first, second = json.loads(report([PLAIN, CELL], "json"))
    assert (first["line"], second["detail"]) == (3, "ValueError: no\nat line 2")


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """One rule, which finds these."""
    found: list[Finding] = []
    monkeypatch.setattr(gate, "RULES", [Rule("raises", "error", "a cell raises", lambda context, name: iter(found))])
    return found


def context(folder: Path, allow: str) -> Context:
    """The small chapter with an exception at its answer, executed."""
    file = folder / "01-small.qmd"
    label = "#| label: first-answer\n"
    file.write_text(HEALTHY.replace(label, f"{label}#| check-allow: {allow}\n"), encoding="utf-8")
    chapter = parse(file, "chapters/01-small.qmd")
    executed = Executed(chapter, ["ok"] * 3, [[]] * 3, [0.0] * 3, False, 0.0)
    return Context(Project(folder, {}, (file,)), [chapter], executed=[executed])


def at_answer(rule: str = "raises") -> Finding:
    return Finding("chapters/01-small.qmd", 24, rule, "it raises", "1.1 First", "first-answer")


def test_what_is_allowed_by_name_with_a_reason_passes(tmp_path: Path, found: list[Finding]) -> None:
    found.append(at_answer())
    result = runner.run(context(tmp_path, "raises to show the error"))
    assert result.findings == []
    assert result.allowed == ["chapters/01-small.qmd:24: [raises] allowed: to show the error"]


@pytest.mark.parametrize(
    "allow, message",
    [("raises", "the exception from 'raises' gives no reason"), ("slow it is", "nothing here needs")],
)
def test_an_exception_needs_a_reason_and_a_use(tmp_path: Path, found: list[Finding], allow: str, message: str) -> None:
    found.append(at_answer())
    told = runner.run(context(tmp_path, allow)).findings
    assert {finding.rule for finding in told} == {"raises", "unused-allow"}
    assert any(finding.message.startswith(message) for finding in told)


def test_before_the_execution_no_exception_is_unused(tmp_path: Path, found: list[Finding]) -> None:
    source = context(tmp_path, "raises to show the error")
    source.executed = []
    assert runner.run(source).findings == []


def test_exceptions_are_one_text_or_a_list() -> None:
    assert runner.exceptions(None) == []
    assert runner.exceptions("a b") == ["a b"]
    assert runner.exceptions(["a b", "c d"]) == ["a b", "c d"]


def test_every_rule_is_listed_once() -> None:
    names = [name for name, _, _ in runner.catalog()]
    assert names == sorted(set(names)) and {rule.id for rule in RULES} < set(names)
    assert len(runner.listing().splitlines()) == len(names)
