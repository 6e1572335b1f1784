"""What is executed again, and what the last build executed."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.project import Project
from course.execute.environment import folder_of_fonts, kernel_environment, shadowing_files
from course.execute.kernels import Kernels
from course.execute.notebooks import Executed
from course.execute.store import Store
from course.source.chapters import Chapter

Make = Callable[..., Chapter]
Build = Callable[..., Executed]


def test_an_edit_executes_its_exercise_alone(kernels: Kernels, chapter: Make, build: Build) -> None:
    first = build(chapter(["x = 1", "print(x)"], ["print('two')"], outside="print('out')"), force=True)
    assert (first.executed, first.cached) == (4, False)
    before = kernels.started
    second = build(chapter(["x = 2", "print(x)"], ["print('two')"], outside="print('out')"))
    assert (second.executed, kernels.started) == (2, before + 1)
    captioned = build(chapter(["x = 2", "#| tbl-cap: It\nprint(x)"], ["print('two')"], outside="print('out')"))
    assert captioned.cached and captioned.outputs == second.outputs


def test_failures_are_told_to_check_and_executed_again(project: Project, chapter: Make, build: Build) -> None:
    made = chapter(["1 / 0"], ["#| eval: false\n2"])
    assert build(made).status == build(made).status == ["error", "not-run"]
    assert build(made).executed == 1
    last = Store(project).last_executed(made)
    assert last and last.outputs[0][0].ename == "ZeroDivisionError"
    assert Store(project).last_executed(chapter(["2 / 0"])) is None


def test_a_damaged_file_counts_as_none(project: Project, chapter: Make, build: Build) -> None:
    made = chapter(["print('damaged')"])
    build(made)
    store = Store(project)
    for text in ("", "[]", '{"status": []}'):
        for file in store.folder.iterdir():
            file.write_text(text, encoding="utf-8")
        assert build(made).executed == 1
    store.record.write_text("[1]", encoding="utf-8")
    assert store.last_executed(made) is None and build(made).cached


def test_the_environment_is_closed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kernel_environment(project)
    changes = {"MPLBACKEND": "Agg", "MATPLOTLIBRC": "/nowhere", "PYTHONHASHSEED": "1", "PYTHONPATH": "/nowhere"}
    for name, value in {
        **changes,
        "PYTHONWARNINGS": "error",
        "LC_ALL": "de_DE",
        "TZ": "Asia/Tokyo",
        "HOME": "/x",
    }.items():
        monkeypatch.setenv(name, value)
    assert kernel_environment(project) == before
    assert before["MATPLOTLIBRC"] == "../assets/matplotlibrc" and json.dumps(before)


def test_the_list_of_fonts_is_where_it_can_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder_of_fonts(project) == Path(sys.prefix) / "matplotlib"
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert folder_of_fonts(project) == project.cache / "home/matplotlib"


def test_files_that_hide_packages_are_found(tmp_path: Path) -> None:
    (tmp_path / "chapters/json").mkdir(parents=True)
    for name in ("torch.py", "helper.py", "01-random.qmd", "json/__init__.py"):
        (tmp_path / "chapters" / name).touch()
    assert [file.name for file in shadowing_files(Project(tmp_path, {}, ()))] == ["json", "torch.py"]
