"""The comparisons of speed, without the tools: figures, goals, tables, edits, the synthetic course, the README."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from course.bench import build, cases, growth, kernels, layouts, lighthouse, measure, pages, readme, report, visits
from course.bench.cases import Case, Result
from course.bench.lighthouse import Scores
from course.bench.measure import Run
from course.bench.report import Goal

from course.bootstrap import ROOT
from course.source.chapters import parse_chapter
from support import HEALTHY


def test_medians_and_ratios() -> None:
    assert report.middle([3, 1, 2]) == 2 and report.middle([]) is None
    # Pair by pair: a slow moment of the machine slows both
    assert report.ratio([1, 20, 3], [2, 10, 2]) == 1.5
    assert report.ratio([1, 2], [1]) is None and report.ratio([], []) is None
    assert [report.number(value) for value in (None, 2.0, 1.234)] == ["-", "2", "1.23"]


def test_goals() -> None:
    goals = [Goal("a", 1.2, 1.35), Goal("b", 1.4, 1.35), Goal("c", None, 1), Goal("d", 97, least=98), Goal("e", 0, 0)]
    assert [goal.met for goal in goals] == [True, False, None, False, True]
    assert report.goals_table(goals[:2]).splitlines() == [
        "| goal | found | wanted       |        |",
        "| ---- | ----- | ------------ | ------ |",
        "| a    | 1.20  | at most 1.35 | met    |",
        "| b    | 1.40  | at most 1.35 | missed |",
    ]


def result(name: str, seconds: list[float], kernels: int) -> Result:
    return Result(name, seconds, seconds, [kernels] * len(seconds), [3] * len(seconds), [""] * len(seconds))


def test_the_goals_of_a_build() -> None:
    results = {
        "floor": result("floor", [10, 20], 4),
        "portable, cold": result("portable, cold", [13, 26], 4),
        "portable, nothing changed": result("portable, nothing changed", [1, 1], 0),
        "Quarto, cold": result("Quarto, cold", [40, 40], 5),
        "plain Quarto": Result("plain Quarto", failure="fails"),
        "jupyter-book 1": result("jupyter-book 1", [50, 40], 4),
    }
    found = {goal.name: goal for goal in build.judged(results, {"portable, cold": 900.0}, 4)}
    assert found["portable, cold / floor"].found == 1.3 and found["portable, cold / floor"].met
    assert found["Quarto, cold: kernels"].met is False
    assert found["Quarto, cold / plain Quarto"].met is None
    assert found["Quarto, cold / Jupyter Book"].found == 0.9
    assert found["portable, cold: MB"].met and found["Quarto, cold: MB"].met is None
    assert "| plain Quarto              | unusable |" in build.table(results)


def test_what_a_run_says() -> None:
    said = "Built with portable: 9 pages, 5 PDFs; 147 cells executed, 0 from the cache\nSeconds: executing 4.0 s\n"
    found = Result("x")
    found.add(Run(0, said, 1.234, 2.0, 0.0), 4)
    assert (found.seconds, found.cells, found.kernels, found.stages) == ([1.23], [147], [4], ["executing 4.0 s"])
    found.add(Run(1, "ERROR: no\n", 1.0, 1.0, 0.0), 0)
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


def test_pages_that_are_missing_are_a_failure(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/01-small.ipynb").touch()
    case = Case("x", tmp_path, (), {}, lambda: None, ".")
    assert not case.complete
    (tmp_path / "chapters/01-small.html").touch()
    assert case.complete


def test_kernels_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "JUPYTER", tmp_path / "jupyter")
    specification = json.loads((Path(kernels.shared()["JUPYTER_PATH"]) / "kernels/python3/kernel.json").read_text())
    assert specification["argv"][0] == sys.executable and "{connection_file}" in specification["argv"]
    found = kernels.counted(tmp_path / "log")
    monkeypatch.setenv(kernels.LOG, found[kernels.LOG])
    for _ in range(2):
        exec((Path(found["IPYTHONDIR"]) / "profile_default/ipython_kernel_config.py").read_text(), {})
    assert (kernels.started(tmp_path / "log"), kernels.started(tmp_path / "none")) == (2, 0)


def test_a_run_is_measured(tmp_path: Path) -> None:
    code = "import time; kept = bytearray(60_000_000); print('done'); time.sleep(0.8)"
    run = measure.run([sys.executable, "-c", code], tmp_path, os.environ, memory=True)
    assert (run.code, run.output) == (0, "done\n")
    assert 0.8 < run.seconds < 60 and 60 < run.megabytes < 500


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
    times, memory = {(4, 2): [4.0], (64, 2): [80.0]}, {(4, 2): [500], (64, 2): [510]}
    assert [(goal.found, goal.met) for goal in growth.judged(times, memory)] == [(1.25, False), (1.02, True)]


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
    found = lighthouse.read(json.dumps(made))
    assert found == Scores(99.1, 50, 99.1, 99.1, 0.0, 20.0, ("image-alt",))
    better = Scores(100, 100, 100, 100, 0.1, 0.0)
    assert pages.worst({"one": [found], "two": [better]}) == Scores(99.1, 50, 99.1, 99.1, 0.1, 20.0, ("image-alt",))
    assert pages.middle([found, better, better]).performance == 100


def test_figures_in_a_page_do_not_count() -> None:
    page = '<img src="data:image/png;base64,{}"><p>text</p>'
    assert visits.inline_figures(page.format(os.urandom(3000).hex())) > 2900
    assert visits.inline_figures("<p>text</p>") == 0


def test_the_readme_shows_the_latest_results() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.HEADING + readme.latest() + "\n## " in text, "run `python3 scripts/bench.py build` again"


def test_the_readme_section() -> None:
    case = {"name": "floor", "seconds": [10.0, 12.0, 11.0], "failure": ""}
    made = {"date": "2026-01-01", "runs": 3, "machine": {"cores": 2}}
    weights = {tool: [{"first": 90_000, "requests": 12}] for tool in ("portable", "plain Quarto")}
    scores = {tool: {"page": {"performance": 99.0}} for tool in weights}
    section = readme.section(made | {"cases": [case]}, {"weights": weights, "lighthouse": scores}, None)
    lines = section.splitlines()
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == [
        "This course, portable engine", "–", "–", "90", "12", "99",
    ]  # fmt: skip
    assert lines[5].startswith("| Bare execution of the cells  | 11 ")
