"""What authors ordinarily write comes out right in page, PDF and solution notebook, or is a finding with its line."""

import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from authors import OF_SOURCE, Case, all_cases, rules_of
from course.common.project import Project, load_project
from course.export.downloads import downloads
from course.gate.context import Context
from course.gate.paper import examine
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.render.engine import choose
from course.render.site_data import write_site_data
from course.source.reader import read_chapters
from support import ENGINES, make_course, require

CASES = all_cases()
# Labels stand in several chapters of this course, and pages are looked at one by one
BESIDE = {"duplicate-label"}
# What page, PDF and notebook must show, by the beginning of a case's name; spaces do not count
SHOWN = {
    "02-heading-inline-markup-0": "nn.Linear",
    "04": "σ(w⊤x+b)",
    "05": "Epoch 1 loss 0.5",
    "07": "slow",
    "09": "The first rows of both sets.",
    "10": "Two runs.",
    "13": "Output Shape",
    "24": "Careful",
    "32": "The accuracy is",
    "45": "Two runs.",
}
# What the notebook must show instead
IN_NOTEBOOK = {"04": r"$\\displaystyle \\hat{y} = \\sigma(w^\\top x + b)$"}
# What none of them shows
HIDDEN = ("IPython.core.display", "\x1b[", "['Training", "{#eq", "{{<", "content-visible", "matplotlib.lines")


def course(root: Path, cases: list[Case]) -> Project:
    """A course of these cases."""
    return load_project(make_course(root, {one.file: one.text for one in cases}, [one.title for one in cases]))


def found_in(context: Context) -> dict[str, set[str]]:
    """The rules that find something, by chapter; each finding has its line."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in run_gate(context).findings:
        if finding.rule not in BESIDE:
            assert finding.line > 1, finding
            found[finding.file].add(finding.rule)
    return found


def test_what_the_source_tells(tmp_path: Path) -> None:
    """Before any cell runs, the gate refuses what it must refuse and nothing else."""
    project = course(tmp_path / "course", CASES)
    found = found_in(Context(project, *read_chapters(project)))
    wanted = {f"chapters/{case.file}": rules_of(case) if case.name[:2] in OF_SOURCE else set() for case in CASES}
    assert {file: found[file] for file in wanted} == wanted


def words_of(case: Case, words: dict[str, str]) -> str:
    """What a table has for a case; empty where it has nothing."""
    return next((text for start, text in words.items() if case.name.startswith(start)), "")


def packed(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in a folder, as the commands do."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.mark.full
@pytest.mark.seconds(150)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_readers_get(tmp_path: Path, engine: str) -> None:
    require(engine)
    root = tmp_path / "course"
    project = course(root, CASES)
    chosen = choose(engine, print)
    with working_in(root):
        context = prepare(project, chosen, jobs=2)
    found = found_in(context)
    assert {case.name: found[f"chapters/{case.file}"] for case in CASES} == {
        case.name: rules_of(case) for case in CASES
    }
    right = [case for case in CASES if not rules_of(case)]
    for case in CASES:
        if case not in right:
            (root / "chapters" / case.file).unlink()
    (root / "chapters/layer.pt").unlink()
    settings = (root / "_quarto.yml").read_text(encoding="utf-8")
    for case in CASES:
        if case not in right:
            settings = re.sub(rf"    chapters/{re.escape(case.file)}:\n      - .*\n", "", settings)
    (root / "_quarto.yml").write_text(settings, encoding="utf-8")
    project = load_project(root)
    files = {f"chapters/{case.file}" for case in right}
    executed = [one for one in context.executed if one.chapter.file in files]
    write_site_data(project, [one.chapter for one in executed], chosen.versions())
    site = root / "_site"
    with working_in(root), chosen.rendering(project, 2) as rendering:
        for one in executed:
            rendering.start_chapter(one)
        rendering.start_remaining(executed)
        site.mkdir()
        rendering.write_website(site)
        rendering.write_pdfs(site)
        exported = downloads(project, executed)
    for case in right:
        stem = f"chapters/{Path(case.file).stem}"
        page = (site / f"{stem}.html").read_text(encoding="utf-8")
        paper = examine((site / f"{stem}.pdf").read_bytes())
        # Jupyter shows colors of the console
        notebook = re.sub(r"\\u001b\[[\d;]*m", "", json.dumps(json.loads(exported[f"{stem}-solution.ipynb"])))
        assert not paper["beyond"] and not paper["covered"] and not paper["missing"], (case.name, paper)
        body = re.sub(r"<[^>]+>", "", page)
        words = words_of(case, SHOWN)
        # Letters of formulas are letters of their own
        for text in (body, unicodedata.normalize("NFKC", paper["text"])):
            assert packed(words) in packed(text), case.name
        assert packed(words_of(case, IN_NOTEBOOK) or words) in packed(notebook), case.name
        for text in (body, paper["text"]):
            assert not [hidden for hidden in HIDDEN if hidden in text], case.name
