"""The gate on what the last build executed and published, without executing anything unless asked to."""

import argparse

from course import config, gate, notebooks
from course.again import again
from course.config import Project
from course.console import error, told
from course.environment import ROOT
from course.errors import CourseError
from course.gate import count
from course.pages import Site
from course.prepare import parse_all
from course.rules import Context


def main(arguments: list[str]) -> int:
    """Run `scripts/check.py`. Returns the exit code: 0 clean, 1 findings, 2 could not run."""
    options = parser().parse_args(arguments)
    if options.list:
        print(gate.listing())
        return 0

    def work() -> int:
        context = last_build(config.load(ROOT))
        result = gate.run(context)
        found = sorted({*result.findings, *(again(context) if options.again else [])})
        return tell(context, gate.Result(found, result.allowed), options.format)

    return told(work)


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(prog="check.py", description="Run the gate on what the last build executed.")
    result.add_argument("--list", action="store_true", help="list the rules and end")
    result.add_argument("--format", choices=gate.FORMATS, default="text", help="how findings are written")
    result.add_argument(
        "--again", action="store_true", help="execute the chapters again, and their checks on empty answers"
    )
    return result


def last_build(project: Project) -> Context:
    """What the last build executed and published. Raises CourseError where it is missing or older than a chapter."""
    parsed, unread = parse_all(project)
    executed = []
    for chapter in parsed:
        found = notebooks.read(chapter, project.cache / "executed")
        if found is None:
            raise CourseError("no executed notebook of this version; run scripts/build.py first", file=chapter.file)
        executed.append(found)
    site = project.root / str(project.settings["project"]["output-dir"])
    return Context(project, parsed, unread, executed, Site(site) if site.is_dir() else None)


def tell(context: Context, result: gate.Result, style: str) -> int:
    """Print what was found and which exceptions are in use. Returns the exit code."""
    if style == "text":
        for line in result.allowed:
            print(line)
        if result.findings:
            error(gate.report(result.findings))
        else:
            print(f"{count(len(context.executed), 'chapter')}: nothing found")
    elif result.findings or style == "json":
        print(gate.report(result.findings, style))
    return 1 if result.findings else 0
