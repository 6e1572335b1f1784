"""What the corpus's chapters showed when they were executed, stored: `python tests/gate/record.py` adds what is missing.

A chapter's execution is found by its code, so the many chapters with the healthy code share one.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

import nbformat

from course.bootstrap import ROOT, VENV
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate.context import Context
from course.render.engine import Engine
from course.render.site_data import write_site_data
from course.source.chapters import Chapter
from course.source.reader import read_chapters

FILE = Path(__file__).with_name("executions.json")
PROJECT = "$PROJECT"
# What stands for folders of the machine on which something was recorded
PLACES = {"$VENV": str(VENV), "$PYTHON": sys.base_prefix}
KERNEL = re.compile(r"ipykernel_\d+/\d+")


def digest(chapter: Chapter) -> str:
    """What an execution is stored under: a digest of the code that runs."""
    code = [[cell.code, cell.options.get("eval", True)] for cell in chapter.cells]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:12]


def read_store() -> dict[str, dict[str, object]]:
    """All that is stored."""
    stored: dict[str, dict[str, object]] = json.loads(FILE.read_text(encoding="utf-8"))
    return stored


def executed_before(project: Project, engine: Engine) -> Context:
    """The chapters as they were executed when that was recorded; as `pipeline.prepare`, without a kernel."""
    chapters, unreadable = read_chapters(project)
    write_site_data(project, chapters, engine.versions())
    store = read_store()
    missing = [chapter.file for chapter in chapters if digest(chapter) not in store]
    assert not missing, f"not executed yet, run {ROOT.name}/tests/gate/record.py: {missing}"
    return Context(
        project, chapters, unreadable, [restore(chapter, store[digest(chapter)], project) for chapter in chapters]
    )


def restore(chapter: Chapter, entry: dict[str, object], project: Project) -> Executed:
    """An execution with the places of this machine."""
    text = json.dumps(entry)
    for name, place in (PLACES | {PROJECT: str(project.root)}).items():
        text = text.replace(name, place)
    read = json.loads(text)
    outputs = [[nbformat.from_dict(output) for output in cell] for cell in read["outputs"]]
    return Executed(chapter, read["status"], outputs, read["peaks"], cached=True, seconds=1.0, setup="")


def store(executed: Executed, project: Project) -> dict[str, object]:
    """An execution without places of this machine."""
    places = {PROJECT: str(project.root)} | PLACES | {"$VENV": str(VENV.resolve())}
    entry = {"status": executed.status, "peaks": [round(peak) for peak in executed.peaks], "outputs": executed.outputs}
    text = KERNEL.sub("ipykernel_1/1", json.dumps(entry))
    for name, place in [*places.items(), *PLACES.items()]:
        text = text.replace(place, name)
    stored: dict[str, object] = json.loads(text)
    return stored
