"""What a build does, step by step. Read this first.

1. `prepare`: parse the chapters, write what pages say about the build, execute what is not in the cache;
2. the gate reads the executed chapters;
3. `render_site`: the engine renders pages and PDFs, and notebooks are exported, both begun while kernels still run; the
   pages are completed and optimized (postprocess);
4. the gate reads the site;
5. the site takes the place of the published one, as a whole (publish).
"""

import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from course.common import lock
from course.common.console import Reporter, count
from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.common.render_cache import trim
from course.execute.environment import shadowing_files
from course.execute.executor import execute_chapters
from course.execute.footprint import record_changes, take_footprint
from course.execute.notebooks import Executed
from course.export.downloads import Downloads
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.runner import run_gate
from course.postprocess.site import postprocess_site
from course.publish import record, swap
from course.render.engine import Engine, Rendering
from course.render.site_data import write_site_data
from course.source.chapters import Chapter
from course.source.reader import read_chapters

if TYPE_CHECKING:
    from course.execute.kernels import Kernels


@dataclass(frozen=True)
class Outcome:
    """How a build ended.

    Attributes:
        findings: Of the gate; with any, nothing was published.
        site: The published site's folder, None where nothing was published.
        executed: The chapters.
    """

    findings: list[Finding]
    site: Path | None
    executed: list[Executed]


def build_site(
    project: Project, engine: Engine, target: Path, reporter: Reporter, *, jobs: int, force: bool = False
) -> Outcome:
    """Build the site and publish it.

    Args:
        project: The checkout, whose lock the caller holds.
        engine: What renders.
        target: The folder of the published site.
        reporter: Is told of each step.
        jobs: Kernels and programs at a time.
        force: Whether to execute what is in the cache, too.

    Returns:
        The outcome.

    Raises:
        CourseError: Something the user can fix stands in the way.
        OSError: A file cannot be read or written.
    """
    staged = project.cache / "site"
    swap.recover(staged, target)
    swap.check_writable(target)
    digest = record.source_digest(project, engine.versions())
    is_current = not force and record.is_current(project, target, digest)
    with nullcontext() if is_current else engine.rendering(project, jobs) as rendering, Downloads(project) as exported:
        with reporter.stage("Executing"):
            context = execute_for(rendering, exported, project, engine, reporter, jobs=jobs, force=force)
        if findings := run_gate(context).findings:
            return Outcome(findings, None, context.executed)
        if not rendering:
            reporter.say("Nothing has changed since the site was built")
            return Outcome([], target, context.executed)
        staged.mkdir(parents=True)
        try:
            with reporter.stage("Rendering"):
                render_site(context, rendering, exported, staged)
        except CourseError as error:
            if not error.rule:
                raise
            found = Finding(str(error.file), error.line or 1, error.rule, error.message)
            return Outcome([found], None, context.executed)
    with reporter.stage("Checking"):
        context.site = Site(staged)
        if findings := run_gate(context).findings:
            return Outcome(findings, None, context.executed)
    with reporter.stage("Publishing"):
        swap.publish(staged, target)
        record.write_record(project, target, digest)
        trim(project.render_cache)
    return Outcome([], target, context.executed)


def execute_for(
    rendering: Rendering | None,
    exported: Downloads,
    project: Project,
    engine: Engine,
    reporter: Reporter,
    *,
    jobs: int,
    force: bool,
) -> Context:
    """Prepare the chapters; where there is a rendering, it and the export begin with each as it becomes ready."""

    def on_executed(executed: Executed) -> None:
        how = "from the cache" if executed.cached else f"{executed.executed} executed in {executed.seconds:.1f} s"
        reporter.say(f"  {executed.chapter.file}: {count(len(executed.chapter.cells), 'cell')}, {how}")
        if rendering:
            rendering.start_chapter(executed)
            exported.start_chapter(executed)

    def on_kernels_needed(chapters: list[Chapter]) -> Future[Any] | None:
        if not rendering:
            return None
        exported.read_ahead(chapters)
        return rendering.start_pages()

    context = prepare(
        project, engine, jobs=jobs, force=force, on_executed=on_executed, on_kernels_needed=on_kernels_needed
    )
    if rendering:
        rendering.start_remaining(context.executed)
    return context


def prepare(
    project: Project,
    engine: Engine,
    *,
    only: set[str] | None = None,
    jobs: int | None = None,
    force: bool = False,
    on_executed: Callable[[Executed], None] = lambda executed: None,
    on_kernels_needed: Callable[[list[Chapter]], Future[Any] | None] = lambda chapters: None,
    for_quarto: bool = False,
    kernels: "Kernels | None" = None,
    cancelled: Event | None = None,
    previewed: bool = False,
) -> Context:
    """Do everything that comes before rendering: parse and execute the chapters.

    Args:
        project: The checkout.
        engine: What will render.
        only: File names of the chapters to execute, None for all.
        jobs: Kernels at a time, by default one a core.
        force: Whether to execute what is in the cache, too.
        on_executed: Called with each chapter when it is ready.
        on_kernels_needed: Called with the chapters when kernels are needed, and all else that pages need is there;
            returns what takes the place of one kernel until it is done, if anything does.
        for_quarto: Whether Quarto, which runs this, is to find all of the chapters in its own cache.
        kernels: What executes, kept by the caller for the next time; without, the call has its own.
        cancelled: Set by another thread when the result is no longer wanted.
        previewed: Whether failures are results, too: shown, and not tried again before the code changes.

    Returns:
        What the gate looks at.

    Raises:
        CourseError: No kernel can be had; as `ExecutionCancelled` where that is the reason.
    """
    chapters, unreadable = read_chapters(project)
    selected = [chapter for chapter in chapters if only is None or chapter.file in only]
    if shadowing_files(project):
        # No kernel would start, or do what cells say; the gate reports the files
        selected = []
    context = Context(project, chapters, unreadable, engine=engine.versions())
    with lock.held(project):
        context.read_ahead()
        write_site_data(project, chapters, context.engine, {finding.file for finding in unreadable})
        before = take_footprint(project)
        context.executed = execute_chapters(
            project,
            selected,
            engine.setup_cell(project),
            jobs or os.cpu_count() or 1,
            force,
            on_executed,
            on_kernels_needed=on_kernels_needed,
            for_quarto=for_quarto,
            kernels=kernels,
            cancelled=cancelled,
            previewed=previewed,
        )
        if not all(one.cached for one in context.executed):
            record_changes(project, before)
        # With the lock, whatever runs for this build ends
        context.read_ahead().result()
    return context


def render_site(context: Context, rendering: Rendering, exported: Downloads, site: Path) -> None:
    """Write the whole site into an empty folder.

    Args:
        context: The executed chapters.
        rendering: What has been started on.
        exported: The same for downloads.
        site: The folder.

    Raises:
        CourseError: A program that renders fails.
    """
    rendering.write_website(site)
    for name, data in exported.files(context.chapters).items():
        (site / name).write_bytes(data)
    postprocess_site(context.project, site, context.chapters)
    rendering.write_pdfs(site)
