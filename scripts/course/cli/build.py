"""`scripts/build.py`: its options, what it prints, its exit code."""

import argparse
import os
from pathlib import Path

from course.bootstrap import ROOT
from course.common import lock
from course.common.console import Reporter, count, error, run_command
from course.common.project import load_project
from course.execute.notebooks import Executed
from course.gate.report import FORMATS, format_findings
from course.pipeline import build_site
from course.render.engine import ENGINES, choose


def main(arguments: list[str]) -> int:
    """Run `scripts/build.py` with these arguments. Returns the exit code: 0 built, 1 findings, 2 could not build."""
    options = parser().parse_args(arguments)
    reporter = Reporter(options.quiet or options.format == "json")
    return run_command(lambda: build(options, reporter))


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(prog="build.py", description="Execute and check the course, and build its site.")
    result.add_argument("--engine", choices=ENGINES, default="auto", help="default: Quarto if there is one")
    result.add_argument("--output-dir", type=Path, help="where the site goes (default: _site)")
    result.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, help="kernels at a time (default: one a core)"
    )
    result.add_argument("--force", action="store_true", help="execute everything, whatever the caches hold")
    result.add_argument(
        "--latest",
        action="store_true",
        help="build with the newest releases, in .cache/latest, and report what fails, warns or shows something else",
    )
    result.add_argument("--format", choices=FORMATS, default="text", help="how findings are written")
    result.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return result


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


def build(options: argparse.Namespace, reporter: Reporter) -> int:
    """Build, and report how it ended. Returns the exit code. Raises CourseError and OSError."""
    project = load_project(ROOT)
    if options.latest:
        # Imported here, as it takes time that a usual build does not need
        from course.cli.latest import build_latest

        return build_latest(project, options, reporter)
    target = (options.output_dir or project.output).resolve()
    with lock.held(project, reporter.say):
        with reporter.stage("Looking for Quarto"):
            engine = choose(options.engine, reporter.say)
        outcome = build_site(project, engine, target, reporter, jobs=options.jobs, force=options.force)
    if outcome.findings:
        (error if options.format == "text" else print)(format_findings(outcome.findings, options.format))
        error(f"nothing was published; {target} is unchanged")
        return 1
    say_summary(target, engine.name, outcome.executed, reporter)
    return 0


def say_summary(site: Path, engine: str, chapters: list[Executed], reporter: Reporter) -> None:
    """Say what is in the site, and how long its build took."""
    pages = [page for page in site.rglob("*.html") if "site_libs" not in page.relative_to(site).parts]
    cells, executed = sum(len(each.chapter.cells) for each in chapters), sum(each.executed for each in chapters)
    reporter.say(
        f"Built with {engine}: {count(len(pages), 'page')}, {count(len(list(site.rglob('*.pdf'))), 'PDF')}; "
        f"{count(executed, 'cell')} executed, {cells - executed} from the cache"
    )
    times = ", ".join(f"{name.lower()} {seconds:.1f} s" for name, seconds in reporter.seconds.items())
    reporter.say(f"Seconds: {times}")
    reporter.say(f"Open {site / 'index.html'}")
