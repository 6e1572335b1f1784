"""Two executions compared: what made-up ones of the newest releases show that the pinned ones do not."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.common.errors import Finding
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate.compare import compare, difference
from course.gate.context import Context
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed, exercise

SVG = '<svg xmlns="x"><metadata>{0}</metadata><path id="{0}" d="M 1 {1} L 5 5" style="{2}"/></svg>'
SETTINGS = {"course": {"time-limit": 60, "memory-limit": 2000, "output-limit": 20000, "exercises": {}}}
RULES = {"cell-error", "kernel-died", "stderr", "newest-differs"}


def printed(text: str, name: str = "stdout") -> list[NotebookNode]:
    return [nbformat.v4.new_output("stream", name=name, text=text)]


def figure(svg: str) -> list[NotebookNode]:
    return [nbformat.v4.new_output("display_data", {"image/svg+xml": svg})]


@pytest.fixture
def pinned(tmp_path: Path) -> Executed:
    """Two exercises of three cells each; an answer prints 2."""
    path = tmp_path / "01-small.qmd"
    path.write_text(f"{HEALTHY}\n{exercise('Second')}", encoding="utf-8")
    chapter = parse_chapter(path, "chapters/01-small.qmd")
    outputs = [[], printed("2\n"), printed("y is 2\n")]
    return as_executed(chapter, [*outputs, *outputs])


def changed(pinned: Executed, index: int, outputs: list[NotebookNode], status: str = "ok") -> Executed:
    """The same execution, but for one cell."""
    result = replace(pinned, status=list(pinned.status), outputs=list(pinned.outputs))
    result.status[index], result.outputs[index] = status, outputs
    return result


def found(pinned: Executed, newest: Executed) -> list[Finding]:
    """What is reported; the made-up chapter is in no course list."""
    project = Project(newest.chapter.path.parent, SETTINGS, ())
    context = Context(project, [newest.chapter], [], [newest])
    return [finding for finding in compare([pinned], context) if finding.rule in RULES]


def test_the_same_is_nothing(pinned: Executed) -> None:
    assert found(pinned, pinned) == []


def test_a_failing_cell_is_told_once_with_its_line(pinned: Executed) -> None:
    trace = ["Cell In[5], line 2\n", "TypeError: task is missing"]
    error = nbformat.v4.new_output("error", ename="TypeError", evalue="task is missing", traceback=trace)
    (finding,) = found(pinned, changed(pinned, 4, [error], "error"))
    line = pinned.chapter.cells[4].code_line + 1
    assert (finding.file, finding.line, finding.rule) == ("chapters/01-small.qmd", line, "cell-error")
    assert (finding.exercise, finding.cell) == ("1.2 Second", "second-answer")
    assert finding.message == "TypeError: task is missing"


def test_what_follows_from_an_error_in_its_exercise_is_not_told(pinned: Executed) -> None:
    errors = [nbformat.v4.new_output("error", ename=name, evalue="x", traceback=[]) for name in ("First", "Next")]
    newest = changed(changed(pinned, 0, errors[:1], "error"), 1, errors[1:], "error")
    newest = changed(changed(newest, 2, []), 4, [])
    assert [finding.cell for finding in found(pinned, newest)] == ["first-given", "second-answer"]


def test_a_warning(pinned: Executed) -> None:
    warned = [*printed("2\n"), *printed("FutureWarning: use other\n", "stderr")]
    (finding,) = found(pinned, changed(pinned, 1, warned))
    assert (finding.rule, finding.exercise) == ("stderr", "1.1 First")
    assert "FutureWarning: use other" in finding.message


def test_another_output(pinned: Executed) -> None:
    (finding,) = found(pinned, changed(pinned, 1, printed("2.0\n")))
    assert (finding.line, finding.rule) == (pinned.chapter.cells[1].line, "newest-differs")
    assert finding.message == "with the newest releases '2.0', pinned '2'"
    (finding,) = found(pinned, changed(pinned, 1, []))
    assert finding.message == "with the newest releases nothing, pinned '2'"


def test_another_table_is_told_without_its_markup(pinned: Executed) -> None:
    tables = [nbformat.v4.new_output("execute_result", {"text/html": f"<tr>\n<td>{n}</td>\n</tr>"}) for n in (1, 2)]
    (finding,) = found(changed(pinned, 1, tables[:1]), changed(pinned, 1, tables[1:]))
    assert finding.message == "with the newest releases '2', pinned '1'"


def test_a_cell_that_is_gone(pinned: Executed) -> None:
    cells = pinned.chapter.cells
    shorter = replace(pinned.chapter, cells=[cell for cell in cells if cell.label != "second-check"])
    newest = replace(pinned, chapter=shorter, status=pinned.status[:5], outputs=pinned.outputs[:5], peaks=[0.0] * 5)
    (finding,) = found(pinned, newest)
    assert (finding.line, finding.cell) == (cells[5].line, "second-check")
    assert finding.message == "the cell is gone with the newest releases"


def test_what_was_not_run_is_told_once_an_exercise(pinned: Executed) -> None:
    newest = pinned
    for index in range(1, 6):
        newest = changed(newest, index, [], "not-run" if index > 1 else "kernel-died")
    assert [(finding.cell, finding.rule) for finding in found(pinned, newest)] == [
        ("first-answer", "kernel-died"),
        ("second-given", "newest-differs"),
    ]


def test_figures() -> None:
    before = figure(SVG.format("a", 1, "fill: #0072b2"))
    assert difference(before, figure(SVG.format("b", 2.5, "fill: #0072b2"))) == ""
    for other in (SVG.format("a", 4, "fill: #0072b2"), SVG.format("a", 1, "fill: #0072b3")):
        assert difference(before, figure(other)) == "with the newest releases the figure is drawn differently"
    points = [nbformat.v4.new_output("display_data", {"image/png": "iVBORw0="})]
    assert difference(before, points) == "with the newest releases the figure has another format"
    assert difference(before, []) == "with the newest releases 0 figures, pinned 1"
