"""The corpus: each breakage is caught at its line by its rule, each near miss passes. All of them in one course."""

import re
from pathlib import Path

import pytest

from corpus import BREAKAGES, NEAR_MISSES, Edits
from course.common.errors import Finding
from course.common.project import load_project
from course.gate import runner
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.registry import RULES
from course.pipeline import prepare, rendering_with, write
from course.render import portable
from course.render.quarto import program
from support import HEALTHY, copy_project, replace_chapters, require, set_limits

# Rules that no single chapter can break; tests of their own are in test_projects.py
OF_PROJECTS = {"exercise-missing", "exercise-unlisted", "exercise-order", "not-utf8"}
OF_PROJECTS |= {"not-in-navigation", "not-in-search", "pdf"}
OF_SITE = {"broken-link", "broken-anchor", "foreign-origin", "html-parse"}

# One worker: they share one course
together = pytest.mark.xdist_group("corpus")


def edited(edits: Edits, number: int) -> str:
    """The healthy chapter with edits; labels get the chapter's number, since the course's labels are unique."""
    text = HEALTHY
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return re.sub(r"(#\| label: [^\s\]]+)", rf"\1-{number}", text)


def course(root: Path, chapters: dict[int, Edits]) -> None:
    """Write the edited chapters into a copy of the project, in place of its own."""
    texts = {f"{number:03}-small.qmd": edited(edits, number).encode() for number, edits in chapters.items()}
    replace_chapters(root, texts, ["First"] * len(texts))
    set_limits(root, seconds=4, megabytes=700)


def findings(root: Path, engine: str = "portable") -> tuple[set[Finding], set[str]]:
    """What the gate finds before rendering and, in the chapters that pass, after it; and the exceptions in use."""
    project = load_project(root)
    found = program.look([]) if engine == "quarto" else None
    setup = program.setup_cell(program.share(found), project) if found else portable.setup_cell(project)
    context = prepare(project, setup, {}, jobs=2)
    result = runner.run(context)
    broken = {finding.file for finding in result.findings}
    passed = [executed for executed in context.executed if executed.chapter.file not in broken]
    titles = [executed.chapter.exercises[0].title if executed.chapter.exercises else "" for executed in passed]
    replace_chapters(root, {e.chapter.path.name: e.chapter.text.encode() for e in passed}, titles)
    kept = load_project(root)
    rest = Context(kept, [executed.chapter for executed in passed], [], passed)
    prepare(kept, setup, {})
    site = root / ".cache/site"
    site.mkdir()
    with rendering_with(found, kept, 2) as rendering:
        for executed in rest.executed:
            rendering.add(executed)
        rendering.add_rest(rest.executed)
        write(rest, rendering, site)
    rest.site = Site(site)
    after = runner.run(rest)
    return {*result.findings, *after.findings}, {*result.allowed, *after.allowed}


CASES = [*BREAKAGES, *NEAR_MISSES]


@pytest.fixture(scope="module")
def all_found(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[Finding], set[str]]:
    root = copy_project(tmp_path_factory.mktemp("corpus") / "course")
    course(root, {number: case.edits for number, case in enumerate(CASES, start=1)})
    return findings(root)


def of(found: set[Finding], number: int) -> list[tuple[str, int, str]]:
    return sorted((f.rule, f.line, f.message) for f in found if f.file == f"chapters/{number:03}-small.qmd")


@together
@pytest.mark.parametrize("number", range(1, len(BREAKAGES) + 1), ids=[case.name for case in BREAKAGES])
def test_a_breakage_is_caught(all_found: tuple[set[Finding], set[str]], number: int) -> None:
    case = BREAKAGES[number - 1]
    mine = of(all_found[0], number)
    assert (case.rule, case.line) in [(rule, line) for rule, line, _ in mine], mine


@together
@pytest.mark.parametrize("number", range(len(BREAKAGES) + 1, len(CASES) + 1), ids=[case.name for case in NEAR_MISSES])
def test_a_near_miss_passes(all_found: tuple[set[Finding], set[str]], number: int) -> None:
    assert of(all_found[0], number) == []


@together
def test_exceptions_in_use_are_told(all_found: tuple[set[Finding], set[str]]) -> None:
    (allowed,) = all_found[1]
    assert re.search(r":22: \[stderr\] allowed: shows a warning on purpose$", allowed)


def test_every_rule_is_in_the_corpus() -> None:
    ids = {rule.id for rule in RULES} | {"unused-allow"}
    assert {case.rule for case in BREAKAGES} | OF_PROJECTS == ids
    assert {case.rule for case in NEAR_MISSES} <= ids
    assert all(rule.severity in ("error", "warning") and rule.description for rule in RULES)


def test_breakages_of_the_site_are_caught_under_quarto(tmp_path: Path) -> None:
    require("quarto")
    root = copy_project(tmp_path / "course")
    cases = {number: case for number, case in enumerate(BREAKAGES, start=1) if case.rule in OF_SITE}
    course(root, {number: case.edits for number, case in cases.items()})
    found, _ = findings(root, "quarto")
    for number, case in cases.items():
        mine = of(found, number)
        assert (case.rule, case.line) in [(rule, line) for rule, line, _ in mine], (case.name, mine)
