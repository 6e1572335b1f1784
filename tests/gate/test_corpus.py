"""The corpus: each breakage is caught at its line by its rule, each near miss passes. All of them in one course."""

import re
from pathlib import Path

import pytest

from cases import CASES, OF_SITE, executed_now, found_in, judge_rendered, write_course
from corpus import BREAKAGES
from course.common.errors import Finding
from course.gate.registry import RULES
from course.gate.runner import Result, run_gate
from course.render.portable.engine import PortableEngine
from hurry import cut_short
from near_misses import NEAR_MISSES
from stored import executed_before
from support import copy_project

# Rules that no single chapter can break; tests of their own are in test_projects.py
OF_PROJECTS = {"exercise-missing", "exercise-unlisted", "exercise-order", "not-utf8"}
OF_PROJECTS |= {"not-in-navigation", "not-in-search", "pdf", "chapter-name", "file-left", "shadowed-package"}
# Ends that a stored execution only repeats: each is brought about here once more
ENDS = {"cell-error", "kernel-died", "memory-limit", "time-limit"}

RENDERED = [number for number, case in CASES.items() if case.rule in OF_SITE]
UNRENDERED = [number for number in CASES if number not in RENDERED]
# One worker: they share one course
executed_cases = pytest.mark.xdist_group("corpus")
rendered_cases = pytest.mark.xdist_group("corpus of the site")


def cases(numbers: list[int], *, breakages: bool) -> pytest.MarkDecorator:
    """The breakages or the near misses among cases, as a test's parameters."""
    chosen = [number for number in numbers if (number <= len(BREAKAGES)) == breakages]
    return pytest.mark.parametrize("number", chosen, ids=[CASES[number].name for number in chosen])


@pytest.fixture(scope="module")
def before_rendering(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the gate finds in the chapters as they were executed."""
    project = write_course(copy_project(tmp_path_factory.mktemp("corpus") / "course"), CASES)
    return run_gate(executed_before(project, PortableEngine()))


@pytest.fixture(scope="module")
def after_rendering(tmp_path_factory: pytest.TempPathFactory) -> set[Finding]:
    """What the gate finds in the site of the chapters that are about the site."""
    project = write_course(copy_project(tmp_path_factory.mktemp("rendered") / "course"), RENDERED)
    context = executed_before(project, PortableEngine())
    return {*run_gate(context).findings, *judge_rendered(context, PortableEngine()).findings}


def assert_caught(number: int, mine: list[tuple[str, int, str]]) -> None:
    case = BREAKAGES[number - 1]
    assert (case.rule, case.line) in [(rule, line) for rule, line, _ in mine], mine


@executed_cases
@cases(UNRENDERED, breakages=True)
def test_a_breakage_is_caught(before_rendering: Result, number: int) -> None:
    assert_caught(number, found_in(before_rendering.findings, number))


@executed_cases
@cases(UNRENDERED, breakages=False)
def test_a_near_miss_passes(before_rendering: Result, number: int) -> None:
    assert found_in(before_rendering.findings, number) == []


@executed_cases
def test_exceptions_in_use_are_reported(before_rendering: Result) -> None:
    (allowed,) = before_rendering.allowed
    assert re.search(r":22: \[stderr\] allowed: shows a warning on purpose$", allowed)


@rendered_cases
@pytest.mark.seconds(1)
@cases(RENDERED, breakages=True)
def test_a_breakage_of_the_site_is_caught(after_rendering: set[Finding], number: int) -> None:
    assert_caught(number, found_in(after_rendering, number))


@rendered_cases
@cases(RENDERED, breakages=False)
def test_a_near_miss_in_the_site_passes(after_rendering: set[Finding], number: int) -> None:
    assert found_in(after_rendering, number) == []


@pytest.mark.seconds(3)
def test_ends_of_kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored executions record how cells ended; here kernels end in these ways."""
    cut_short(monkeypatch, "time.sleep(30)")
    numbers = [[case.rule for case in BREAKAGES].index(rule) + 1 for rule in sorted(ENDS)]
    project = write_course(copy_project(tmp_path / "course"), numbers)
    findings = run_gate(executed_now(project, PortableEngine())).findings
    for number in numbers:
        assert_caught(number, found_in(findings, number))


def test_names_are_unique() -> None:
    """The comparison with other tools (tests/bench/gate.py) tells breakages apart by their names."""
    for cases in (BREAKAGES, NEAR_MISSES):
        names = [case.name for case in cases]
        assert sorted(names) == sorted(set(names))


def test_every_rule_is_in_the_corpus() -> None:
    ids = {rule.id for rule in RULES} | {"unused-allow"}
    assert {case.rule for case in BREAKAGES} | OF_PROJECTS == ids
    assert {case.rule for case in NEAR_MISSES} <= ids
    assert all(rule.description for rule in RULES)
