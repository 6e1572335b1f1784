"""The comparisons of speed, without the tools: figures, goals, tables, edits, the synthetic course, the README."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import nbformat
import psutil
import pytest

from bench import bare, build, cases, growth, layouts, lighthouse, measure, pages, peers, readme, report, visits
from bench.cases import BARE, EXERCISE, Case, Result
from bench.lighthouse import Scores
from bench.measure import Processes, Run, Watcher
from bench.report import Goal
from course.bootstrap import ROOT
from course.source.parser import parse_chapter
from support import HEALTHY, LIMIT, until
from survivors import none_left, with_argument


def test_medians_and_ratios() -> None:
    assert report.middle([3, 1, 2]) == 2 and report.middle([]) is None
    # Pair by pair: a slow moment of the machine slows both
    assert report.ratio([1, 20, 3], [2, 10, 2]) == 1.5
    assert report.ratio([1, 2], [1]) is None and report.ratio([], []) is None
    assert [report.number(value) for value in (None, 2.0, 1.234)] == ["-", "2", "1.23"]


def test_goals() -> None:
    goals = [Goal("a", 1.2, 1.35), Goal("b", 1.4, 1.35), Goal("c", None, 1), Goal("d", 97, least=98), Goal("e", 0, 0)]
    assert [goal.met for goal in goals] == [True, False, None, False, True]


def test_a_result_is_written_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    report.write_result("x", {"runs": 2}, [Goal("a", 1.2, 1.35), Goal("b", 1.4, 1.35)])
    assert report.goals_table(report.read_result("x")).splitlines() == [
        "| goal | found | wanted       |        |",
        "| ---- | ----- | ------------ | ------ |",
        "| a    | 1.20  | at most 1.35 | met    |",
        "| b    | 1.40  | at most 1.35 | missed |",
    ]


def result(name: str, seconds: list[float], kernels: int, forks: int = 0, cells: float | None = None) -> Result:
    alone = [cells] * len(seconds) if cells else []
    return Result(name, seconds, seconds, alone, Processes(kernels, forks, 900))


def test_the_goals_of_a_build() -> None:
    all_of = [
        result(BARE, [10, 20], 4),
        result("portable, cold", [7, 14], 0, 28),
        result("portable, nothing changed", [1, 1], 0),
        result("portable, one answer edited", [5, 6], 0, 1),
        result(EXERCISE, [4, 4], 1, cells=2.5),
        result("Quarto, cold", [40, 40], 5),
        Result("plain Quarto", failure="fails"),
        result("jupyter-book 1", [50, 40], 4),
    ]
    found = {goal.name: goal for goal in build.judge({one.name: one for one in all_of})}
    assert found["portable, cold / bare execution"].found == 0.7 and found["portable, cold / bare execution"].met
    assert found["portable, one answer edited - its exercise's cells: s"].found == 3
    assert found["portable, one answer edited: kernels and forks"].found == 1
    assert found["Quarto, cold / plain Quarto"].met is None
    assert found["Quarto, cold / Jupyter Book"].found == 0.9
    assert found["portable, cold: MB"].found == 900


def test_the_table_of_a_build() -> None:
    one = {"name": "x", "seconds": [1.0, 2.5, 3.0], "processor": [2.0], "cells": [], "failure": ""}
    rows = [
        one | {"processes": {"kernels": 0, "forks": 28, "megabytes": 700}},
        one | {"name": "y", "processes": None},
        one | {"name": "z", "failure": "fails", "processes": None},
    ]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in build.table({"cases": rows}).splitlines()]
    assert lines[2:] == [
        ["x", "2.5", "1", "3", "-", "2", "0", "28", "700"],
        ["y", "2.5", "1", "3", "-", "2", "-", "-", "-"],
        ["z", "unusable", *[""] * 7],
    ]


def test_what_a_run_says() -> None:
    found = Result("x")
    found.add(Run(0, "Cells: 3.21 s\n", 1.234, 2.0, None))
    found.add(Run(0, "", 9.0, 9.0, Processes(1, 2, 300)))
    assert (found.seconds, found.cells, found.processes) == ([1.23], [3.21], Processes(1, 2, 300))
    found.add(Run(1, "ERROR: no\n", 1.0, 1.0, None))
    assert found.failure == "no" and len(found.seconds) == 1


def test_edits_of_a_chapter(tmp_path: Path) -> None:
    chapter = tmp_path / "chapters/01-small.qmd"
    chapter.parent.mkdir()
    chapter.write_text(HEALTHY)
    before = parse_chapter(chapter, "01").cells
    cases.edit_sentence(tmp_path)
    prose = parse_chapter(chapter, "01").cells
    assert [cell.source for cell in prose] == [cell.source for cell in before]
    assert cases.SENTENCE in chapter.read_text()
    cases.edit_answer(tmp_path)
    after = parse_chapter(chapter, "01").cells
    assert [cell.part for cell, old in zip(after, before, strict=True) if cell.source != old.source] == ["answer"]


def test_the_edited_exercise_alone() -> None:
    [(name, text)] = cases.edited_exercise().items()
    assert text.startswith("## ") and text.count("\n## ") == 0 and (ROOT / f"chapters/{name}.qmd").is_file()


def test_bare_execution_reports_the_seconds_of_cells(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    cell = nbformat.v4.new_code_cell("import time\ntime.sleep(0.3)")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "chapters/one.ipynb")
    run = measure.run_program([sys.executable, bare.__file__, "chapters"], tmp_path, os.environ)
    found = Result("x")
    found.add(run)
    assert run.code == 0 and 0.3 <= found.cells[0] < run.seconds


def test_pages_that_are_missing_are_a_failure(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/01-small.ipynb").touch()
    case = Case("x", tmp_path, (), {}, lambda: None, ".")
    assert not case.is_complete
    (tmp_path / "chapters/01-small.html").touch()
    assert case.is_complete


def test_other_tools_use_the_kernel_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "JUPYTER", tmp_path / "jupyter")
    folder = Path(peers.shared_kernel()["JUPYTER_PATH"])
    specification = json.loads((folder / "kernels/python3/kernel.json").read_text())
    assert specification["argv"][0] == sys.executable and "{connection_file}" in specification["argv"]


# Programs that are watched stay until they have been seen
STAY = f"""
end = time.monotonic() + {LIMIT}
while not os.path.exists("seen") and time.monotonic() < end:
    time.sleep(0.05)
"""
# Two kernels as programs, one of which forks as a cell does; a server that forks three kernels
KERNELS = f"""\
import subprocess, sys

KERNEL = '''import os, sys, time
if "fork" in sys.argv:
    os.fork()
{STAY}'''
SERVER = '''import os, time
any(os.fork() == 0 for kernel in range(3))
{STAY}'''
commands = [[KERNEL, "ipykernel_launcher"], [KERNEL, "ipykernel_launcher", "fork"], [SERVER, "fork_server.py"]]
for started in [subprocess.Popen([sys.executable, "-c", *command]) for command in commands]:
    started.wait()
"""
# The program, two kernels, a cell's fork, the server and its three kernels
ALL_OF_THEM = 8
Enough = Callable[[Watcher, Sequence[psutil.Process]], bool]


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Enough], Run]:
    """Runs a program under watch until a look at its processes is enough."""

    def run(code: str, enough: Enough) -> Run:
        classify = Watcher.classify

        def look(watcher: Watcher, processes: Sequence[psutil.Process]) -> None:
            classify(watcher, processes)
            if enough(watcher, processes):
                (tmp_path / "seen").touch()

        monkeypatch.setattr(Watcher, "classify", look)
        (tmp_path / "program.py").write_text(code)
        return measure.run_program([sys.executable, "program.py"], tmp_path, os.environ, watch=True)

    return run


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_kernels_and_forks_are_counted(watched: Callable[[str, Enough], Run]) -> None:
    run = watched(KERNELS, lambda watcher, seen: len(seen) == ALL_OF_THEM and len(watcher.kinds) >= 5)
    assert run.code == 0, run.output
    assert run.processes and (run.processes.kernels, run.processes.forks) == (2, 3)


def test_a_run_is_measured(watched: Callable[[str, Enough], Run]) -> None:
    code = f"import os, time\nkept = bytearray(60_000_000)\nprint('done')\ntime.sleep(0.3)\n{STAY}"
    run = watched(code, lambda watcher, _: watcher.megabytes > 60)
    assert (run.code, run.output) == (0, "done\n")
    assert run.seconds > 0.3 and run.processes and 60 < run.processes.megabytes < 500


def test_a_run_that_takes_too_long_ends_with_all_that_it_started() -> None:
    seconds = str(random.randrange(10_000, 99_999))
    sleep = f"import time; time.sleep({seconds})"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {sleep!r}, '{seconds}'])"
    with none_left(partial(with_argument, seconds)):
        process = subprocess.Popen([sys.executable, "-c", code])
        until(partial(with_argument, seconds))
        assert measure.wait(process, 0) is None
        until(lambda: not with_argument(seconds))


def test_layouts_of_several_chapters(tmp_path: Path) -> None:
    chapters = {"01-one": HEALTHY, "02-two": HEALTHY}
    for name, write in (("book", layouts.write_book), ("website", layouts.write_website)):
        (tmp_path / name).mkdir()
        write(tmp_path / name, chapters)
    assert "- file: chapters/02-two" in (tmp_path / "book/_toc.yml").read_text()
    nbformat.read(tmp_path / "book/chapters/02-two.ipynb", as_version=4)
    assert (tmp_path / "website/chapters/01-one.qmd").read_text() == HEALTHY


def test_the_synthetic_course(tmp_path: Path) -> None:
    labels = []
    for number in (1, 64):
        file = tmp_path / f"{number:02d}-line.qmd"
        file.write_text(growth.chapter(number))
        chapter = parse_chapter(file, file.name)
        labels += [cell.label for cell in chapter.cells]
        assert [exercise.title for exercise in chapter.exercises] == [growth.TITLE]
    assert len(labels) == len(set(labels)) == 8
    times, memory = {(4, 2): [4.0], (64, 2): [80.0]}, {(4, 2): 500, (64, 2): 510}
    assert [(goal.found, goal.met) for goal in growth.judge(times, memory)] == [(1.25, False), (1.02, True)]


def test_lighthouse_report() -> None:
    audit = {"score": 1, "scoreDisplayMode": "binary"}
    made = {
        "categories": {name: {"score": 0.991, "auditRefs": []} for name in lighthouse.CATEGORIES},
        "audits": {
            "cumulative-layout-shift": {"numericValue": 0.00001},
            "total-blocking-time": {"numericValue": 20.04},
            "image-alt": audit | {"score": 0},
            "html-lang": audit,
            "video": {"score": None, "scoreDisplayMode": "notApplicable"},
        },
    }
    names = ("image-alt", "html-lang", "video")
    made["categories"]["accessibility"] = {"score": 0.5, "auditRefs": [{"id": n, "weight": 1} for n in names]}
    found = lighthouse.read_report(json.dumps(made))
    assert found == Scores(99.1, 50, 99.1, 99.1, 0.0, 20.0, ("image-alt",))
    better = Scores(100, 100, 100, 100, 0.1, 0.0)
    assert pages.worst({"one": [found], "two": [better]}) == Scores(99.1, 50, 99.1, 99.1, 0.1, 20.0, ("image-alt",))
    assert pages.middle([found, better, better]).performance == 100


def test_figures_in_a_page_do_not_count() -> None:
    page = '<img src="data:image/png;base64,{}"><p>text</p>'
    assert visits.inline_figures(page.format(os.urandom(3000).hex())) > 2900
    assert visits.inline_figures("<p>text</p>") == 0


def test_the_documents_show_the_latest_results() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.replace_section(text) == text, "run `python3 tests/bench build` again"
    assert readme.bench_readme() == (ROOT / readme.BENCH_README).read_text(encoding="utf-8")


def test_the_readme_section() -> None:
    case = {"name": BARE, "seconds": [10.0, 12.0, 11.0], "failure": ""}
    machine = {"machine": {"cores": 2, "python": "3.11.7"}}
    weights = {tool: [{"first": 90_000, "requests": 12}] for tool in ("portable", "plain Quarto")}
    scores = {tool: {"page": {"performance": 99.0}} for tool in weights}
    section = readme.speed_section(
        machine | {"date": "2026-01-01", "runs": 3, "cases": [case]},
        machine | {"date": "2026-01-02", "runs": 1, "weights": weights, "lighthouse": scores},
        machine | {"date": "2026-01-03", "runs": 2, "goals": [{"found": 0.81}]},
    )
    lines = section.splitlines()
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == [
        "This course, portable engine", "–", "–", "90", "12", "99",
    ]  # fmt: skip
    assert lines[5].startswith("| Bare execution of the cells  | 11 ")
    assert "With 64 chapters a build takes 0.81 times as long per chapter as with 4" in section
    # Each figure with its own date
    assert re.findall(r"measured on 2026-01-0(\d), 2 cores, Python 3\.11\.7, (\d) run", section) == [
        ("1", "3"),
        ("2", "1"),
        ("3", "2"),
    ]


@pytest.mark.parametrize("arguments", [["--help"], ["gate", "--help"], ["preview", "--help"]])
def test_the_command_starts(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "tests/bench"), *arguments]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert (shown.returncode, shown.stderr) == (0, "") and shown.stdout.startswith("usage: bench")
