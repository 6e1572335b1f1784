"""What comes before rendering, in both engines: parse, write the facts, execute what is not in the cache, gate."""

import os
from collections.abc import Callable

from course import chapters, execute, facts, lock
from course.chapters import Chapter
from course.config import Project
from course.errors import CourseError, Finding
from course.notebooks import Executed
from course.rules import Context


def parse_all(project: Project) -> tuple[list[Chapter], list[Finding]]:
    """All chapters that can be parsed, in order, and a finding for each that cannot."""
    parsed: list[Chapter] = []
    unread: list[Finding] = []
    for path in project.chapters:
        try:
            parsed.append(chapters.parse(path, project.relative(path)))
        except CourseError as error:
            unread.append(Finding(str(error.file), error.line or 1, error.rule or "unread", error.message))
    return parsed, unread


def prepare(
    project: Project,
    setup: str,
    engine: dict[str, str],
    *,
    only: set[str] | None = None,
    jobs: int | None = None,
    force: bool = False,
    done: Callable[[Executed], None] = lambda executed: None,
    waiting: Callable[[], None] = lambda: None,
    shared: bool = False,
) -> Context:
    """Parse and execute the chapters; returns what the gate looks at.

    setup: the engine's setup cell; engine: names and versions for the front page; only: file names of the chapters to
    execute, None for all; jobs: kernels at a time, by default one a core; done: called with each chapter when ready;
    waiting: called when all that pages need but outputs is there, and kernels may be needed for those; shared: Quarto
    is to find them all in its cache.
    """
    parsed, unread = parse_all(project)
    selected = [chapter for chapter in parsed if only is None or chapter.file in only]
    workers = jobs or os.cpu_count() or 1
    with lock.held(project):
        facts.write(project, parsed, engine)
        executed = execute.execute_all(project, selected, setup, workers, force, done, waiting=waiting, shared=shared)
    return Context(project, parsed, unread, executed)
