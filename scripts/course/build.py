"""The build: execute, gate, render with one of the two engines, publish."""

import argparse
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from course import config, downloads, gate, lock, portable, publish, quarto, quarto_render, unchanged
from course.config import Project
from course.console import Reporter, error, told
from course.environment import ROOT
from course.finish import finish
from course.gate import count
from course.memo import trim
from course.notebooks import Executed
from course.pages import Site
from course.prepare import prepare
from course.quarto import Quarto
from course.rules import Context
from course.slim import slim

Rendering = portable.Rendering | quarto_render.Rendering


@dataclass
class Summary:
    """What a build made, for its last lines."""

    engine: str
    pages: int
    pdfs: int
    executed: int
    cached: int


def main(arguments: list[str]) -> int:
    """Run `scripts/build.py` with these arguments. Returns the exit code: 0 built, 1 findings, 2 could not build."""
    options = parser().parse_args(arguments)
    reporter = Reporter(options.quiet or options.format == "json")

    def work() -> int:
        project = config.load(ROOT)
        if options.latest:
            # Imported here, as it takes time that a usual build does not need
            from course import latest

            return latest.run(project, options, reporter)
        with lock.held(project, reporter.say):
            return build(project, options, reporter)

    return told(work)


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(prog="build.py", description="Execute and check the course, and build its site.")
    result.add_argument(
        "--engine", choices=("auto", "quarto", "portable"), default="auto", help="default: Quarto if there is one"
    )
    result.add_argument("--output-dir", type=Path, help="where the site goes (default: _site)")
    result.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, help="kernels at a time (default: one a core)"
    )
    result.add_argument("--force", action="store_true", help="execute everything, whatever the caches hold")
    result.add_argument(
        "--latest",
        action="store_true",
        help="build with the newest releases, in .cache/latest, and report what fails, warns or shows another thing",
    )
    result.add_argument("--format", choices=gate.FORMATS, default="text", help="how findings are written")
    result.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return result


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


def build(project: Project, options: argparse.Namespace, reporter: Reporter) -> int:
    """Build the site and swap it in. Returns 1 when the gate found something. Raises CourseError and OSError."""
    target = (options.output_dir or project.root / project.settings["project"]["output-dir"]).resolve()
    staged = project.cache / "site"
    publish.recover(staged, target)
    publish.check_writable(target)
    with reporter.stage("Looking for Quarto"):
        engine, why = quarto.find(options.engine) if options.engine != "portable" else (None, "asked for by --engine")
    if engine:
        names = {"Quarto": engine.version}
        setup = quarto.setup_cell(quarto.share(engine), project)
    else:
        reporter.say(f"Using the portable engine ({why})")
        names = portable.versions()
        setup = portable.setup_cell(project)
    current = unchanged.key(project, names)
    known = not options.force and unchanged.holds(project, target, current)
    with nullcontext() if known else rendering_with(engine, project, options.jobs) as rendering:
        with reporter.stage("Executing"):

            def done(executed: Executed) -> None:
                say_executed(executed, reporter)
                if rendering:
                    rendering.add(executed)

            def waiting() -> None:
                if rendering:
                    rendering.add_pages()

            context = prepare(project, setup, names, jobs=options.jobs, force=options.force, done=done, waiting=waiting)
            if rendering:
                rendering.add_rest(context.executed)
        if stopped(context, target, options.format):
            return 1
        if not rendering:
            reporter.say("Nothing has changed since the site was built")
            say_summary(summarize(target, engine, context.executed), target, reporter)
            return 0
        staged.mkdir(parents=True)
        with reporter.stage("Rendering"):
            write(context, rendering, staged)
    with reporter.stage("Checking"):
        context.site = Site(staged)
        if stopped(context, target, options.format):
            return 1
    with reporter.stage("Publishing"):
        summary = summarize(staged, engine, context.executed)
        publish.publish(staged, target)
        unchanged.remember(project, target, current)
        trim(project.rendered)
    say_summary(summary, target, reporter)
    return 0


def rendering_with(engine: Quarto | None, project: Project, jobs: int) -> Rendering:
    """The rendering of one build, with Quarto or, for None, the portable engine."""
    return quarto_render.Rendering(engine, project, jobs) if engine else portable.Rendering(project, jobs)


def write(context: Context, rendering: Rendering, site: Path) -> None:
    """Write the whole site into an empty folder. rendering: what has been begun. Raises CourseError."""
    project = context.project
    with ThreadPoolExecutor(max_workers=1) as beside:
        made = beside.submit(downloads.files, project, context.executed)
        rendering.write_website(site)
    for name, data in made.result().items():
        (site / name).write_bytes(data)
    finish(project, site, context.chapters)
    slim(site, project.rendered)
    rendering.write_pdfs(site)


def stopped(context: Context, target: Path, style: str) -> bool:
    """Whether the gate finds something, which it then reports. style: one of the gate's formats."""
    result = gate.run(context)
    if result.findings:
        (error if style == "text" else print)(gate.report(result.findings, style))
        error(f"nothing was published; {target} is as it was")
    return bool(result.findings)


def say_executed(executed: Executed, reporter: Reporter) -> None:
    """Say that a chapter is ready."""
    how = "from the cache" if executed.cached else f"{executed.seconds:.1f} s"
    reporter.say(f"  {executed.chapter.file}: {count(len(executed.chapter.cells), 'cell')}, {how}")


def summarize(site: Path, engine: Quarto | None, chapters: list[Executed]) -> Summary:
    """Count what is in the site."""
    pages = [page for page in site.rglob("*.html") if "site_libs" not in page.relative_to(site).parts]
    cells = {cached: sum(len(e.chapter.cells) for e in chapters if e.cached is cached) for cached in (True, False)}
    name = f"Quarto {engine.version}" if engine else f"portable (smalldocs {version('smalldocs')})"
    return Summary(name, len(pages), len(list(site.rglob("*.pdf"))), cells[False], cells[True])


def say_summary(summary: Summary, target: Path, reporter: Reporter) -> None:
    """The last lines of a build."""
    reporter.say(
        f"Built with {summary.engine}: {count(summary.pages, 'page')}, {count(summary.pdfs, 'PDF')}; "
        f"{count(summary.executed, 'cell')} executed, {summary.cached} from the cache"
    )
    times = ", ".join(f"{name.lower()} {seconds:.1f} s" for name, seconds in reporter.seconds.items())
    reporter.say(f"Seconds: {times}")
    reporter.say(f"Open {target / 'index.html'}")
