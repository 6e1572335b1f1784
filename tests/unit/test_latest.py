"""The newest releases beside the pinned ones: the versions that pip finds, and what made-up executions differ in."""

import argparse
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.bootstrap import ROOT
from course.cli import latest, newest_pins
from course.common.errors import CourseError, Finding
from course.common.project import Project, load_project
from course.common.versions import PACKAGES
from course.execute.notebooks import Executed
from course.gate import drawings, runner
from course.gate.compare import difference, findings
from course.gate.context import Context
from course.render.quarto import program
from course.source import chapters
from support import HEALTHY

SVG = '<svg xmlns="x"><metadata>{0}</metadata><path id="{0}" d="M 1 {1} L 5 5" style="{2}"/></svg>'
RULES = {"cell-error", "kernel-died", "stderr", "newest-differs"}


def printed(text: str, name: str = "stdout") -> list[NotebookNode]:
    return [nbformat.v4.new_output("stream", name=name, text=text)]


def figure(svg: str) -> list[NotebookNode]:
    return [nbformat.v4.new_output("display_data", {"image/svg+xml": svg})]


@pytest.fixture
def pinned(tmp_path: Path) -> Executed:
    """Two exercises of three cells each; an answer prints 2."""
    second = HEALTHY.split("---\n\n", 1)[1].replace("First", "Second").replace("first", "second")
    path = tmp_path / "01-small.qmd"
    path.write_text(f"{HEALTHY}\n{second}", encoding="utf-8")
    chapter = parse_chapter(path, "chapters/01-small.qmd")
    outputs = [[], printed("2\n"), printed("y is 2\n")]
    return Executed(chapter, ["ok"] * 6, [*outputs, *outputs], [0.0] * 6, True, 0.0)


def changed(pinned: Executed, index: int, outputs: list[NotebookNode], status: str = "ok") -> Executed:
    """The same execution, but for one cell."""
    result = replace(pinned, status=list(pinned.status), outputs=list(pinned.outputs))
    result.status[index], result.outputs[index] = status, outputs
    return result


def found(pinned: Executed, newest: Executed) -> list[Finding]:
    """What is reported; the made-up chapter is in no course list."""
    project = Project(newest.chapter.path.parent, {}, ())
    context = Context(project, [newest.chapter], [], [newest])
    return [finding for finding in findings([pinned], context) if finding.rule in RULES]


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


def test_a_glyph_is_compared_by_its_outline_and_not_by_its_name() -> None:
    text = '<svg xmlns="x"><defs><path id="{0}" d="M {1} 0"/></defs><use href="#{0}" transform="scale({2})"/></svg>'
    first = text.format("one", 10, 0.1)
    assert drawings.same(first, text.format("two", 10, 0.1))
    assert not drawings.same(first, text.format("one", 20, 0.1))
    assert not drawings.same(first, text.format("one", 10, 0.2))
    assert not drawings.same("iVBORw0=", "iVBORw1=")


def wheel(folder: Path, name: str, version: str, needs: str = "") -> None:
    """A package without content, for pip to find."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{info}/METADATA", metadata + (f"Requires-Dist: {needs}\n" if needs else ""))
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which alone pip takes packages: the course's in versions 1 and 2, and what the second ones need."""
    folder = tmp_path / "index"
    folder.mkdir()
    for setting, value in {"NO_INDEX": "1", "FIND_LINKS": str(folder), "CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(f"PIP_{setting}", value)
    monkeypatch.delenv("PIP_CONSTRAINT", raising=False)
    for name in PACKAGES:
        wheel(folder, name, "1.0")
        wheel(folder, name, "2.0", "a-need>=2" if name == "pandas" else "")
    for version in ("1.0", "2.0"):
        wheel(folder, "a_need", version)
        wheel(folder, "nbclient", version)
    return folder


def requirements(number: str, need: str) -> str:
    course = "".join(f"{name}=={number}\n" for name in PACKAGES)
    return f"{course}\n# Notebooks\nnbclient==1.0\n\n{newest_pins.NEEDED}\na-need=={need}\n"


def test_what_the_newest_need_moves_with_them(index: Path) -> None:
    """The course moves, what it needs in another version goes along, and what we chose stays."""
    assert newest_pins.newest(requirements("1.0", "1.0")) == requirements("2.0", "2.0")


def test_a_constraint_holds_and_is_named(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "held.txt"
    held.write_text("torch==1.0\n")
    monkeypatch.setenv("PIP_CONSTRAINT", str(held))
    assert newest_pins.resolve("torch\nNumPy") == {"torch": "1.0", "numpy": "2.0"}
    assert newest_pins.holds() == [str(held)]
    monkeypatch.delenv("PIP_CONSTRAINT")
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nconstraint = /etc/held.txt\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    assert "/etc/held.txt" in newest_pins.holds()


def test_no_release_is_one_line(index: Path) -> None:
    (index / "torch-1.0-py3-none-any.whl").unlink()
    (index / "torch-2.0-py3-none-any.whl").unlink()
    with pytest.raises(CourseError, match="pip finds no set of newest releases: No matching distribution .* torch"):
        newest_pins.newest(requirements("1.0", "1.0"))


def test_the_requirements_have_what_moves() -> None:
    text = (load_project(ROOT).root / "requirements.txt").read_text(encoding="utf-8")
    chosen, _, needed = text.partition(newest_pins.NEEDED)
    assert set(PACKAGES) <= newest_pins.read(chosen).keys()
    assert newest_pins.read(needed) and not newest_pins.read(chosen).keys() & newest_pins.read(needed).keys()


def test_the_newest_quarto_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> argparse.Namespace:
        asked.append(command)
        return argparse.Namespace(returncode=0)

    monkeypatch.setattr(program.subprocess, "run", run)
    monkeypatch.setenv(program.NEWEST, "1")
    assert program.install() is None
    assert asked[0][-1] == "quarto-cli"


@pytest.mark.parametrize("style", runner.FORMATS)
def test_the_report(
    pinned: Executed, tmp_path: Path, style: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, newest = (Project(tmp_path / name, {}, ()) for name in ("here", "there"))
    for each, number in ((project, "1.0"), (newest, "2.0")):
        each.cache.mkdir(parents=True)
        (each.root / "requirements.txt").write_text(f"torch=={number}\nnumpy==1.0\nsix=={number}\n")
    made = [{"name": name, "version": version} for name, version in (("torch", "2.0+cpu"), ("numpy", "1.0"))]
    (newest.cache / "facts.json").write_text(json.dumps({"versions": [*made, {"name": "Quarto", "version": "3.0"}]}))
    monkeypatch.setattr(pins, "holds", lambda: ["held.txt"])
    context = Context(newest, [pinned.chapter], [], [pinned])
    differing = [Finding("chapters/01-small.qmd", 21, "newest-differs", "other", "1.1 First", "first-answer")]
    assert latest.tell(project, context, differing, style) == 1
    out, err = capsys.readouterr()
    if style == "json":
        assert [finding["line"] for finding in json.loads(out)] == [21]
        return
    assert "1 of 2 exercises as with the pinned releases\n" in out
    assert "Tried with torch 2.0 (pinned 1.0), numpy 1.0 (as pinned), Quarto 3.0, six 2.0 (pinned 1.0)\n" in out
    assert "pip was held by held.txt: there may be newer releases\n" in out
    line = "chapters/01-small.qmd:21: [newest-differs] 1.1 First, cell first-answer: other"
    annotation = "::error file=chapters/01-small.qmd,line=21,title=newest-differs::1.1 First, cell first-answer: other"
    assert line in err if style == "text" else annotation in out
    assert latest.tell(project, context, [], style) == 0
    assert "2 of 2 exercises" in capsys.readouterr().out
