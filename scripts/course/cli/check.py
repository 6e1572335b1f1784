"""`scripts/check.py`: the gate on what the last build executed and published."""

import argparse

from course.bootstrap import ROOT
from course.common.console import count, error, run_command
from course.common.errors import CourseError
from course.common.project import Project, load_project
from course.execute.store import Store
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.report import FORMATS, format_catalog, format_findings
from course.gate.runner import Result, run_gate
from course.source.reader import read_chapters


def main(arguments: list[str]) -> int:
    """Run `scripts/check.py`. Returns the exit code: 0 clean, 1 findings, 2 could not run."""
    options = parser().parse_args(arguments)
    if options.list:
        print(format_catalog())
        return 0
    return run_command(lambda: check(options))


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(prog="check.py", description="Run the gate on what the last build executed.")
    result.add_argument("--list", action="store_true", help="list the rules and end")
    result.add_argument("--format", choices=FORMATS, default="text", help="how findings are written")
    result.add_argument(
        "--rerun", action="store_true", help="execute the chapters once more, and their checks on empty answers"
    )
    return result


def check(options: argparse.Namespace) -> int:
    """Run the gate, and a second execution where it is asked for. Returns the exit code. Raises CourseError."""
    context = last_build(load_project(ROOT))
    result = run_gate(context)
    if options.rerun:
        from course.gate.rerun import rerun

        result = Result(sorted({*result.findings, *rerun(context)}), result.allowed)
    return say_result(context, result, options.format)


def last_build(project: Project) -> Context:
    """What the last build executed and published. Raises CourseError where it is missing or older than a chapter."""
    chapters, unreadable = read_chapters(project)
    executed = []
    for chapter in chapters:
        found = Store(project).last_executed(chapter)
        if found is None:
            raise CourseError("this version has not been executed; run scripts/build.py first", file=chapter.file)
        executed.append(found)
    site = Site(project.output) if project.output.is_dir() else None
    return Context(project, chapters, unreadable, executed, site)


def say_result(context: Context, result: Result, style: str) -> int:
    """Print what was found and which exceptions are in use. Returns the exit code."""
    if style == "text":
        for line in result.allowed:
            print(line)
        if result.findings:
            error(format_findings(result.findings))
        else:
            print(f"{count(len(context.executed), 'chapter')} checked, no findings")
    elif result.findings or style == "json":
        print(format_findings(result.findings, style))
    return 1 if result.findings else 0
