"""What the corpus's chapters showed when they were executed, stored; tests/gate/record.py adds what is missing.

A chapter's execution is found by its code, so the many chapters with the healthy code share one.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import nbformat

from course.bootstrap import VENV
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate.context import Context
from course.render.engine import Engine
from course.render.site_data import write_site_data
from course.source.chapters import Chapter
from course.source.reader import read_chapters

FILE = Path(__file__).with_name("executions.json")
# What stands for folders of the machine on which something was recorded
PROJECT = "$PROJECT"
PLACES = [("$VENV", str(VENV)), ("$VENV", str(VENV.resolve())), ("$PYTHON", sys.base_prefix)]
KERNEL = re.compile(r"ipykernel_\d+/\d+")


def digest(chapter: Chapter) -> str:
    """What an execution is stored under: a digest of the code that runs."""
    code = [[cell.code, cell.options.get("eval", True)] for cell in chapter.cells]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:12]


def read_store() -> dict[str, Any]:
    """All that is stored."""
    stored: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return stored


def executed_before(project: Project, engine: Engine) -> Context:
    """The chapters as they were executed when that was recorded; as `pipeline.prepare`, without a kernel."""
    chapters, unreadable = read_chapters(project)
    write_site_data(project, chapters, engine.versions())
    stored = read_store()
    missing = [chapter.file for chapter in chapters if digest(chapter) not in stored]
    assert not missing, f"not executed yet; run .venv/bin/python tests/gate/record.py: {missing}"
    executed = [restore(chapter, stored[digest(chapter)], project) for chapter in chapters]
    return Context(project, chapters, unreadable, executed)


def restore(chapter: Chapter, entry: dict[str, Any], project: Project) -> Executed:
    """An execution with the places of this machine."""
    text = json.dumps(entry)
    for name, place in [(PROJECT, str(project.root)), *PLACES]:
        text = text.replace(name, place)
    read = json.loads(text)
    outputs = [[nbformat.from_dict(output) for output in cell] for cell in read["outputs"]]
    return Executed(chapter, read["status"], outputs, read["peaks"], cached=True, seconds=1.0, setup="")


def store(executed: Executed, project: Project) -> dict[str, Any]:
    """An execution without places of this machine."""
    entry = {"status": executed.status, "peaks": [round(peak) for peak in executed.peaks], "outputs": executed.outputs}
    text = KERNEL.sub("ipykernel_1/1", json.dumps(entry))
    for name, place in [(PROJECT, str(project.root)), *PLACES]:
        text = text.replace(place, name)
    stored: dict[str, Any] = json.loads(text)
    return stored
