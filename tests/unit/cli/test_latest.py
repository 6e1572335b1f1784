"""The newest releases beside the pinned ones: what is copied, what is left free, and the report."""

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.cli import latest
from course.common.errors import CourseError, Finding
from course.common.project import Project, load_project
from course.common.versions import PACKAGES
from course.gate.context import Context
from course.gate.report import FORMATS
from course.render.quarto import program
from course.source.chapters import Chapter
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed, copy_project

OPTIONS = argparse.Namespace(engine="portable", jobs=1, output_dir=None, force=True, quiet=False, format="json")


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    path = tmp_path / "01-small.qmd"
    path.write_text(HEALTHY, encoding="utf-8")
    return parse_chapter(path, "chapters/01-small.qmd")


def test_the_courses_packages_and_what_they_need_are_left_free() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    chosen, heading, needed = text.partition(latest.DEPENDENCIES)
    assert heading and "==" in needed, "requirements.txt has no such heading any more"
    free = latest.free_requirements(text).splitlines()
    assert set(PACKAGES) <= set(free), "without a version"
    kept = [line for line in free if "==" in line]
    assert kept and set(kept) < set(chosen.splitlines()), "what else we chose keeps its version"


def test_the_copy_is_brought_up_to_date_and_keeps_what_is_installed(small: Path) -> None:
    project = load_project(small)
    copied = replace(project, root=project.cache / latest.FOLDER)
    for name in (".venv/kept", "old.qmd", "pages/old.qmd", ".cache/executed/x.ipynb", ".cache/rendered/kept"):
        (copied.root / name).parent.mkdir(parents=True, exist_ok=True)
        (copied.root / name).touch()
    latest.update_copy(project, copied)
    there = {file.relative_to(copied.root).as_posix() for file in copied.root.rglob("*") if file.is_file()}
    assert {".venv/kept", ".cache/rendered/kept", "chapters/01-small.qmd", "_quarto.yml"} <= there
    assert not {"old.qmd", "pages/old.qmd", ".cache/executed/x.ipynb"} & there
    assert "torch\n" in (copied.root / "requirements.txt").read_text(encoding="utf-8")


def test_the_copys_own_build_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def run(command: list[str], **options: object) -> argparse.Namespace:
        asked.update(options | {"command": command})
        return argparse.Namespace(returncode=asked.get("code", 0), stderr="said")

    monkeypatch.setattr(latest.subprocess, "run", run)
    newest = Project(tmp_path, {}, ())
    assert latest.run_build(newest, OPTIONS) == (0, "said")
    command = asked["command"]
    assert isinstance(command, list) and command[1:] == [
        str(tmp_path / "scripts/build.py"), "--engine=portable", "--jobs=1", "--force", "--quiet",
    ]  # fmt: skip
    environment = asked["env"]
    assert isinstance(environment, dict) and program.NEWEST in environment
    asked["code"] = latest.STOPPED
    with pytest.raises(KeyboardInterrupt):
        latest.run_build(newest, OPTIONS)


def test_the_newest_quarto_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(program, "look", lambda: (None, []))
    monkeypatch.setattr(program, "REFUSED", tmp_path / "refused")
    monkeypatch.setattr(program, "install", lambda package: asked.append(package) or "no network")
    for value in ("1", ""):
        monkeypatch.setenv(program.NEWEST, value)
        with pytest.raises(CourseError):
            program.find_quarto(required=True)
    assert asked == ["quarto-cli", f"quarto-cli=={program.PINNED}"]


def test_a_build_that_did_not_come_to_an_execution_is_one_line(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "course")
    with pytest.raises(CourseError, match="cannot be built with the newest releases: no network"):
        latest.read_build(load_project(root), 2, f"noise{os.linesep}error: no network")


@pytest.mark.parametrize("style", FORMATS)
def test_the_report(chapter: Chapter, tmp_path: Path, style: str, capsys: pytest.CaptureFixture[str]) -> None:
    newest = Project(tmp_path, {}, ())
    newest.cache.mkdir()
    versions = [{"name": "torch", "version": "2.0"}, {"name": "Quarto", "version": "3.0"}]
    (newest.cache / latest.NAME).write_text(json.dumps({"versions": versions}))
    context = Context(newest, [chapter], [], [as_executed(chapter)])
    differing = [Finding("chapters/01-small.qmd", 21, "newest-differs", "other", "1.1 First", "first-answer")]
    assert latest.report(context, differing, style) == 1
    out, err = capsys.readouterr()
    if style == "json":
        assert [finding["line"] for finding in json.loads(out)] == [21]
        return
    assert "0 of 1 exercise unchanged with the newest releases\nTried with torch 2.0, Quarto 3.0\n" in out
    line = "chapters/01-small.qmd:21: [newest-differs] 1.1 First, cell first-answer: other"
    annotation = "::error file=chapters/01-small.qmd,line=21,title=newest-differs::1.1 First, cell first-answer: other"
    assert line in err if style == "text" else annotation in out
    assert latest.report(context, [], style) == 0
    assert "1 of 1 exercise" in capsys.readouterr().out
