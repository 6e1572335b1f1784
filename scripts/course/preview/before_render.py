"""Before Quarto's preview renders: execute what has changed, and say what the gate finds."""

import json
import os
import threading
import time
from pathlib import Path

from course.common.console import error
from course.common.errors import CourseError
from course.common.files import write_whole
from course.common.project import Project, load_project
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.preview.findings import Findings, as_finding
from course.preview.hooks import STATE, stamps
from course.render.quarto.engine import running_quarto
from course.render.watch import SECONDS_TO_RETURN

SECONDS_BETWEEN_LOOKS = 0.2


def before_render(root: Path) -> int:
    """Execute what has changed, and say what the gate finds. Returns the exit code."""
    start, sources = time.time(), stamps(root)
    findings = Findings.load(root) if was_here(root) else Findings()
    cancelled, ended = threading.Event(), threading.Event()
    threading.Thread(target=cancel_when_saved, args=(root, sources, cancelled, ended), daemon=True).start()
    executed = 0
    try:
        project = load_when_complete(root)
        for_quarto = any(name.startswith("chapters/") for name in inputs())
        context = prepare(project, running_quarto(), for_quarto=for_quarto, cancelled=cancelled, previewed=True)
        executed = sum(each.executed for each in context.executed)
        found = run_gate(context).findings
        found += findings.not_looked_for(found, context.unread)
        findings.places = {str(e): e.id for chapter in context.chapters for e in chapter.exercises}
    except Exception as problem:
        if cancelled.is_set():
            error("Saved again: stopped what the earlier save had started")
            return 1
        found = findings.with_error(as_finding(problem))
    finally:
        ended.set()
    for line in findings.update(found):
        error(line)
    findings.save(root)
    state = {"start": start, "sources": sources, "executed": executed, "files": inputs(), "preview": os.getppid()}
    write_whole(root / STATE, json.dumps(state))
    return 0


def was_here(root: Path) -> bool:
    """Whether this preview has rendered before: what another one has said is said again."""
    try:
        return bool(json.loads((root / STATE).read_text(encoding="utf-8"))["preview"] == os.getppid())
    except (OSError, ValueError, KeyError):
        return False


def inputs() -> list[str]:
    """The names of the files that Quarto renders."""
    return os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").split()


def cancel_when_saved(root: Path, sources: dict[str, int], cancelled: threading.Event, ended: threading.Event) -> None:
    """Stop an execution whose sources have been saved meanwhile."""
    while not ended.wait(SECONDS_BETWEEN_LOOKS):
        if stamps(root) != sources:
            cancelled.set()
            return


def load_when_complete(root: Path) -> Project:
    """Read the settings; where that fails, again a moment later: a file may be being replaced. Raises CourseError."""
    try:
        return load_project(root)
    except CourseError:
        time.sleep(SECONDS_TO_RETURN)
        return load_project(root)
