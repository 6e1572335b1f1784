"""Build the course in a checkout and an environment of their own, with the newest releases, and report."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from course import checkout, config, execute, facts, gate, lock, notebooks, portable, quarto
from course.config import Project
from course.console import Reporter, error
from course.environment import last_error
from course.errors import CourseError, Finding
from course.latest import pins
from course.latest.compare import findings
from course.notebooks import Executed
from course.pages import Site
from course.prepare import parse_all
from course.rules import Context

# Below the cache: the copy of the checkout, in which it has its own .venv, .cache and _site
FOLDER = "latest"
RULE = "newest-build"


def run(project: Project, options: argparse.Namespace, reporter: Reporter) -> int:
    """Build with the newest releases and report what differs. Returns 1 when something does. Raises CourseError."""
    with lock.held(project, reporter.say):
        pinned = execute_pinned(project, options, reporter)
    copied = replace(project, root=project.cache / FOLDER)
    with lock.held(copied, reporter.say):
        copy(project, copied.root)
        newest = config.load(copied.root)
        with reporter.stage("Asking pip for the newest releases"):
            requirements = newest.root / "requirements.txt"
            requirements.write_text(pins.newest(requirements.read_text(encoding="utf-8")), encoding="utf-8")
        code, said = build(newest, options)
        context = executed(newest, code, said)
        found = findings(pinned, context)
        if code == 2 or (code and not found):
            found.append(Finding("_quarto.yml", 1, RULE, "with the newest releases the site is not made", detail=said))
    return tell(project, context, found, options.format)


def execute_pinned(project: Project, options: argparse.Namespace, reporter: Reporter) -> list[Executed]:
    """The chapters as executed in `.venv`, from the cache as far as they are there."""
    parsed, unread = parse_all(project)
    engine = None if options.engine == "portable" else quarto.look([])
    setup = quarto.setup_cell(quarto.share(engine), project) if engine else portable.setup_cell(project)
    with reporter.stage("Executing with the pinned releases"):
        chapters = execute.execute_all(project, parsed, setup, options.jobs, False, lambda executed: None)
    result = gate.run(Context(project, parsed, unread, chapters))
    if result.findings:
        error(gate.report(result.findings))
        raise CourseError("with the pinned releases, too, the gate finds something; mend that first")
    return chapters


def copy(project: Project, target: Path) -> None:
    """Copy a checkout's files; what an earlier copy has installed and built stays."""
    output = Path(project.settings["project"]["output-dir"]).parts[0]
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if old.name.startswith(".") or old.name == output:
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    checkout.copy(project, target)
    # What an earlier build there left for the gate to read
    for name in ("executed", "site"):
        shutil.rmtree(target / ".cache" / name, ignore_errors=True)


def build(newest: Project, options: argparse.Namespace) -> tuple[int, str]:
    """Run the copy's own build, which installs its requirements. Returns its exit code and what it said on stderr."""
    command = [sys.executable, str(newest.root / "scripts/build.py")]
    command += [f"--engine={options.engine}", f"--jobs={options.jobs}"]
    command += [f"--output-dir={options.output_dir.resolve()}"] if options.output_dir else []
    command += [flag for flag, given in (("--force", options.force), ("--quiet", quiet(options))) if given]
    environment = os.environ | {quarto.NEWEST: "1"}
    result = subprocess.run(command, cwd=newest.root, env=environment, stderr=subprocess.PIPE, text=True)
    if result.returncode == 130:
        raise KeyboardInterrupt
    return result.returncode, result.stderr


def quiet(options: argparse.Namespace) -> bool:
    """Whether nothing but findings is to be printed."""
    return bool(options.quiet or options.format == "json")


def executed(newest: Project, code: int, said: str) -> Context:
    """What the copy's build executed, and its site. Raises CourseError where it did not come to that."""
    parsed, unread = parse_all(newest)
    chapters = [notebooks.read(chapter, newest.cache / "executed") for chapter in parsed]
    if code not in (0, 1, 2) or None in chapters:
        raise CourseError(
            f"with the newest releases the course could not be built: {last_error(said).removeprefix('error: ')}"
        )
    # Published, or left where it was checked, or not yet made
    sites = (newest.root / newest.settings["project"]["output-dir"], newest.cache / "site")
    site = next((Site(site) for site in sites[code:] if site.is_dir()), None)
    return Context(newest, parsed, unread, [chapter for chapter in chapters if chapter], site)


def tell(project: Project, newest: Context, found: list[Finding], style: str) -> int:
    """Print what was found, how many exercises are as they were, and the versions. Returns the exit code."""
    if style == "json":
        print(gate.report(found, style))
        return 1 if found else 0
    if found and style == "text":
        error(gate.report(found, style))
    elif found:
        print(gate.report(found, style))
    exercises = [str(exercise) for chapter in newest.chapters for exercise in chapter.exercises]
    same = len(exercises) - len({finding.exercise for finding in found} & set(exercises))
    print(f"{same} of {gate.count(len(exercises), 'exercise')} as with the pinned releases")
    print(f"Tried with {', '.join(versions(project, newest.project))}")
    for file in pins.holds():
        print(f"pip was held by {file}: there may be newer releases")
    return 1 if found else 0


def versions(project: Project, newest: Project) -> list[str]:
    """What the copy was built with, with the pinned version where that is another."""
    made = json.loads((newest.cache / facts.NAME).read_text(encoding="utf-8"))["versions"]
    pinned, moved = (pins.read((p.root / "requirements.txt").read_text(encoding="utf-8")) for p in (project, newest))
    tried = {entry["name"]: entry["version"].partition("+")[0] for entry in made}
    tried |= {name: number for name, number in moved.items() if name not in tried and pinned.get(name) != number}
    return [f"{name} {number}{pin(name, number, pinned)}" for name, number in tried.items()]


def pin(name: str, number: str, pinned: dict[str, str]) -> str:
    """In brackets how a version stands to its pin; nothing where there is none."""
    other = pinned.get(pins.key(name))
    return "" if other is None else " (as pinned)" if other == number else f" (pinned {other})"
