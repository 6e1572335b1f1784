"""The corpus as a course: each breakage and each near miss is a chapter, and the gate looks at all of them at once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from corpus import BREAKAGES, Edits
from course.common.errors import Finding
from course.common.project import Project, load_project
from course.export.downloads import Downloads
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.runner import Result, run_gate
from course.pipeline import prepare, render_site
from course.render.engine import Engine
from near_misses import NEAR_MISSES
from support import HEALTHY, LIMIT, replace_chapters, set_limits

# By their numbers, from which the chapters' files are named
CASES = dict(enumerate([*BREAKAGES, *NEAR_MISSES], start=1))
# Rules on the built site, which only rendering can break
OF_SITE = {
    "broken-anchor",
    "broken-link",
    "foreign-origin",
    "html-parse",
    "missing-glyph",
    "missing-image",
    "pdf-layout",
    "unresolved-reference",
}
MEGABYTES = 700
Execute = Callable[[Project, Engine], Context]


def file_of(number: int) -> str:
    """The chapter of a case."""
    return f"chapters/{number // 100:02}-{number:03}.qmd"


def edited(edits: Edits, number: int) -> str:
    """The healthy chapter with edits; labels and ids get the chapter's number, since the course's are unique."""
    text = HEALTHY
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return re.sub(r"(#\| label: [^\s\]]+|#first\b)", rf"\1-{number}", text)


def write_course(root: Path, numbers: Iterable[int]) -> Project:
    """Write the cases' chapters into a copy of the project, in place of its own.

    Args:
        root: The copy.
        numbers: Of the cases.

    Returns:
        The project.
    """
    texts = {Path(file_of(number)).name: edited(CASES[number].edits, number).encode() for number in numbers}
    replace_chapters(root, texts, ["First"] * len(texts))
    set_limits(root, seconds=LIMIT, megabytes=MEGABYTES)
    return load_project(root)


def executed_now(project: Project, engine: Engine) -> Context:
    """Execute the chapters in kernels."""
    return prepare(project, engine, jobs=2)


def judge_rendered(context: Context, engine: Engine) -> Result:
    """Render those of the chapters in which the gate finds nothing, and have it look at their site.

    Args:
        context: The executed chapters of a copy of the project, whose other chapters are taken out of it.
        engine: What renders.

    Returns:
        What the gate finds then.
    """
    root = context.project.root
    broken = {finding.file for finding in run_gate(context).findings}
    passed = [executed for executed in context.executed if executed.chapter.file not in broken]
    titles = [executed.chapter.exercises[0].title for executed in passed]
    replace_chapters(root, {e.chapter.path.name: e.chapter.text.encode() for e in passed}, titles)
    kept = load_project(root)
    rest = Context(kept, [executed.chapter for executed in passed], [], passed)
    site = kept.cache / "site"
    site.mkdir(parents=True)
    with engine.rendering(kept, 2) as rendering, Downloads(kept) as exported:
        for executed in passed:
            rendering.start_chapter(executed)
            exported.start_chapter(executed)
        rendering.start_remaining(passed)
        render_site(rest, rendering, exported, site)
    return run_gate(replace(rest, site=Site(site)))


def found_in(findings: Iterable[Finding], number: int) -> list[tuple[str, int, str]]:
    """Rule, line and message of what was found in a case's chapter."""
    return sorted((f.rule, f.line, f.message) for f in findings if f.file == file_of(number))
