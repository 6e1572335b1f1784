"""The mutation test of the gate: every kind of breakage, at a random seeded place of a real exercise, is caught."""

import random
import re
from pathlib import Path

import pytest

from cases import executed_now, judge_rendered
from course.common.errors import Finding
from course.common.project import load_project
from course.gate.runner import run_gate
from course.render.engine import Engine, choose
from course.render.portable.engine import PortableEngine
from course.source.parser import parse_chapter
from mutations import KINDS, Mutant
from support import ROOT, copy_project, replace_chapters, require

pytestmark = pytest.mark.full
SEED = 2026
OF_SITE = ("dead link", "foreign script")


def exercises() -> list[str]:
    """The text of every real exercise, from its heading on."""
    found = []
    for path in sorted((ROOT / "chapters").glob("*.qmd")):
        chapter = parse_chapter(path, path.name)
        lines = chapter.text.splitlines()
        found += ["\n".join(lines[e.line - 1 : e.end]) + "\n" for e in chapter.exercises]
    return found


def mutants(root: Path, kinds: list[str]) -> dict[str, Mutant]:
    """Write a course in which every kind breaks an exercise of its own, drawn at random."""
    chance, titles, made = random.Random(SEED), [], {}
    texts = [text for text in exercises() if "DataLoader" not in text]
    for number, name in enumerate(kinds, start=1):
        text = re.sub(r"\.\./pages/glossary\.qmd#[\w-]+", "../index.qmd", chance.choice(texts))
        # Labels are unique over the course, links to other chapters lead to this page
        text = re.sub(r"(#\| label: \S+)", rf"\1-{number}", text)
        text = re.sub(r"\]\((?:#|\d\d-[\w-]+\.qmd)[^)]*\)", "](../index.qmd)", text)
        mutant = KINDS[name](text, chance)
        head = f"---\ntitle: {name}\n---\n\n"
        title = re.match(r"## (.*?)(?: \{|\n)", text)
        titles.append(title[1] if title else "")
        made[f"{number:03}-mutant.qmd"] = Mutant(head + mutant.text, mutant.rule, mutant.line + head.count("\n"))
    replace_chapters(root, {name: mutant.text.encode() for name, mutant in made.items()}, titles)
    return made


def missed(made: dict[str, Mutant], found: set[Finding]) -> list[str]:
    """The mutants that no finding of the expected rule and line names, with what was found instead."""
    keys = {(f.file, f.rule, f.line) for f in found}
    return [
        f"{name}: {mutant.rule} at {mutant.line}: {sorted(k[1:] for k in keys if k[0] == f'chapters/{name}')}"
        for name, mutant in made.items()
        if (f"chapters/{name}", mutant.rule, mutant.line) not in keys
    ]


def findings(root: Path, engine: Engine) -> set[Finding]:
    """What the gate finds before rendering and, in the chapters that pass, after it."""
    context = executed_now(load_project(root), engine)
    return {*run_gate(context).findings, *judge_rendered(context, engine).findings}


@pytest.mark.seconds(60)
def test_every_kind_of_breakage_of_a_real_exercise_is_caught(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "course")
    made = mutants(root, list(KINDS))
    assert missed(made, findings(root, PortableEngine())) == []


@pytest.mark.seconds(30)
def test_breakages_of_the_site_are_caught_under_quarto(tmp_path: Path) -> None:
    require("quarto")
    root = copy_project(tmp_path / "course")
    made = mutants(root, list(OF_SITE))
    assert missed(made, findings(root, choose("quarto", print))) == []
