"""The corpus once more, with kernels, all chapters rendered, and Quarto: what is stored is what is executed."""

from pathlib import Path

import pytest

from cases import CASES, OF_SITE, executed_now, found_in, judge_rendered, write_course
from corpus import BREAKAGES
from course.common.project import Project
from course.gate.runner import run_gate
from course.render.engine import Engine, choose
from course.render.portable.engine import PortableEngine
from stored import executed_before
from support import copy_project, require

pytestmark = pytest.mark.full
# It would wait; tests/gate/test_corpus.py has it
WAITS = "time-limit"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "course")


def judge(project: Project, engine: Engine, numbers: list[int]) -> None:
    """Execute, render and judge some cases: each breakage is caught, each near miss passes."""
    context = executed_now(project, engine)
    found = {*run_gate(context).findings, *judge_rendered(context, engine).findings}
    for number in numbers:
        case, mine = CASES[number], found_in(found, number)
        if number > len(BREAKAGES):
            assert mine == [], case.name
        else:
            places = [(rule, line) for rule, line, _ in mine]
            assert (case.rule, BREAKAGES[number - 1].line) in places, (case.name, mine)


@pytest.mark.seconds(90)
def test_all_cases(root: Path) -> None:
    numbers = [number for number, case in CASES.items() if case.rule != WAITS]
    judge(write_course(root, numbers), PortableEngine(), numbers)


@pytest.mark.seconds(60)
def test_what_is_stored_is_what_is_executed(root: Path) -> None:
    """A release that ends cells in another way, or says so in other words, shows here."""
    project = write_course(root, [number for number, case in CASES.items() if case.rule != WAITS])
    stored, now = (execute(project, PortableEngine()) for execute in (executed_before, executed_now))
    for before, after in zip(stored.executed, now.executed, strict=True):
        assert before.status == after.status, after.chapter.file
    places = [{(f.file, f.line, f.rule) for f in run_gate(context).findings} for context in (stored, now)]
    assert places[0] == places[1]


@pytest.mark.seconds(40)
def test_breakages_of_the_site_are_caught_under_quarto(root: Path) -> None:
    require("quarto")
    numbers = [number for number, case in enumerate(BREAKAGES, start=1) if case.rule in OF_SITE]
    judge(write_course(root, numbers), choose("quarto", print), numbers)
