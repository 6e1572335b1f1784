"""`scripts/build.py --latest`: build the course with the newest releases, apart from the published one, and compare."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

from course.bootstrap import last_error
from course.common import lock
from course.common.console import Reporter, count, error
from course.common.errors import CourseError, Finding
from course.common.files import remove_tree
from course.common.project import Project, load_project
from course.common.versions import PACKAGES
from course.execute.notebooks import Executed
from course.execute.store import Store
from course.gate.built_site import Site
from course.gate.compare import compare
from course.gate.context import Context
from course.gate.report import format_findings
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.render.engine import choose
from course.render.quarto.program import NEWEST
from course.render.site_data import NAME
from course.render.workspace import copy_checkout
from course.source.reader import read_chapters

# Below the cache: the copy of the checkout, with its own .venv, .cache and _site
FOLDER = "latest"
RULE = "newest-build"
# The heading in requirements.txt below which nothing is chosen by us
DEPENDENCIES = "# What those need"
BUILD_SECONDS = 6 * 3600
STOPPED = 130


def build_latest(project: Project, options: argparse.Namespace, reporter: Reporter) -> int:
    """Build with the newest releases and report what differs.

    Args:
        project: The checkout.
        options: Of `scripts/build.py`.
        reporter: Is told of each step.

    Returns:
        The exit code: 1 where something differs.

    Raises:
        CourseError: The course cannot be built with the pinned releases, or with the newest.
    """
    with lock.held(project, reporter.say):
        pinned = execute_pinned(project, options, reporter)
    copied = replace(project, root=project.cache / FOLDER)
    with lock.held(copied, reporter.say):
        update_copy(project, copied)
        newest = load_project(copied.root)
        code, stderr = run_build(newest, options)
        context = read_build(newest, code, stderr)
        found = compare(pinned, context)
        if code == 2 or (code and not found):
            message = "with the newest releases the site cannot be made"
            found.append(Finding("_quarto.yml", 1, RULE, message, detail=stderr))
    return report(context, found, options.format)


def execute_pinned(project: Project, options: argparse.Namespace, reporter: Reporter) -> list[Executed]:
    """The chapters as executed in `.venv`, from the cache where they are in it."""
    engine = choose(options.engine, reporter.say)
    with reporter.stage("Executing with the pinned releases"):
        context = prepare(project, engine, jobs=options.jobs)
    if findings := run_gate(context).findings:
        error(format_findings(findings))
        raise CourseError("the gate has findings with the pinned releases, too; fix those first")
    return context.executed


def update_copy(project: Project, copied: Project) -> None:
    """Copy a checkout's files with free requirements; what an earlier copy has installed and built stays."""
    target = copied.root
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if old.name.startswith(".") or old == copied.output:
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    copy_checkout(project, target)
    # What an earlier build there left for the gate to read
    for name in ("executed", "site"):
        remove_tree(copied.cache / name)
    file = target / "requirements.txt"
    file.write_text(free_requirements(file.read_text(encoding="utf-8")), encoding="utf-8")


def free_requirements(text: str) -> str:
    """The requirements with the course's packages free, and so what all of them need: pip resolves to the newest."""
    pin = re.compile(rf"(?m)^({'|'.join(PACKAGES)})==\S+")
    return pin.sub(r"\1", text.partition(DEPENDENCIES)[0])


def run_build(newest: Project, options: argparse.Namespace) -> tuple[int, str]:
    """Run the copy's own build, which installs its requirements. Returns its exit code and its stderr."""
    command = [sys.executable, str(newest.root / "scripts/build.py")]
    command += [f"--engine={options.engine}", f"--jobs={options.jobs}"]
    command += [f"--output-dir={options.output_dir.resolve()}"] if options.output_dir else []
    quiet = options.quiet or options.format == "json"
    command += [flag for flag, given in (("--force", options.force), ("--quiet", quiet)) if given]
    environment = os.environ | {NEWEST: "1"}
    result = subprocess.run(
        command, cwd=newest.root, env=environment, stderr=subprocess.PIPE, text=True, timeout=BUILD_SECONDS
    )
    if result.returncode == STOPPED:
        raise KeyboardInterrupt
    return result.returncode, result.stderr


def read_build(newest: Project, code: int, stderr: str) -> Context:
    """What the copy's build executed, and its site. Raises CourseError where it did not come to that."""
    chapters, unreadable = read_chapters(newest)
    executed = [Store(newest).last_executed(chapter) for chapter in chapters]
    if code not in (0, 1, 2) or None in executed:
        reason = last_error(stderr).removeprefix("error: ")
        raise CourseError(f"the course cannot be built with the newest releases: {reason}")
    # Published, or left where it was checked, or not yet made
    sites = (newest.output, newest.cache / "site")
    site = next((Site(site) for site in sites[code:] if site.is_dir()), None)
    return Context(newest, chapters, unreadable, [one for one in executed if one], site)


def report(newest: Context, found: list[Finding], style: str) -> int:
    """Print what was found, how many exercises are unchanged, and the versions. Returns the exit code."""
    if found or style == "json":
        (error if style == "text" else print)(format_findings(found, style))
    if style != "json":
        exercises = [str(exercise) for chapter in newest.chapters for exercise in chapter.exercises]
        same = len(exercises) - len({finding.exercise for finding in found} & set(exercises))
        print(f"{same} of {count(len(exercises), 'exercise')} unchanged with the newest releases")
        versions = json.loads((newest.project.cache / NAME).read_text(encoding="utf-8"))["versions"]
        print(f"Tried with {', '.join(' '.join(entry.values()) for entry in versions)}")
    return 1 if found else 0
