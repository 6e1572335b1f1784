"""What a plain `quarto render` finds executed: the chapters' notebooks in its own cache (jupyter-cache).

Which of them are there is looked up without jupyter-cache, whose imports take longer than all else after an edit of
prose, on which Quarto's preview waits.
"""

import hashlib
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from nbformat import NotebookNode

from course.common.files import write_whole
from course.common.project import Project
from course.execute.environment import environment_digest
from course.execute.notebooks import Executed, chapter_notebook, quarto_sources
from course.execute.outputs import without_controls
from course.execute.units import have_run

RECORD = "filled.json"


def fill_cache(
    project: Project, chapters: list[Executed], setup_outputs: list[NotebookNode], *, with_failures: bool = False
) -> None:
    """Let Quarto find chapters, so that it executes nothing.

    Args:
        project: The checkout.
        chapters: The chapters.
        setup_outputs: What Quarto's setup cell, which comes before a chapter's own, printed.
        with_failures: Whether it is to find those with failed cells, too, as a preview shows them.

    Raises:
        CourseError: The cache cannot be used.
        OSError: A file cannot be written.
    """
    folder, environment = project.cache / "notebooks", environment_digest(project)
    names = {executed.chapter.file: name_of(executed, environment) for executed in chapters}
    held = held_notebooks(folder)
    wanted = [one for one in chapters if with_failures or have_run(one.chapter.cells, one.status)]
    missing = [one for one in wanted if names[one.chapter.file] not in held]
    if not missing:
        return
    from course.execute.notebook_cache import Cache

    cache = Cache(folder, environment)
    for executed in missing:
        notebook = chapter_notebook(executed.chapter, executed.setup)
        outputs = [setup_outputs, *([plain(output) for output in shown] for shown in executed.outputs)]
        key = cache.find(notebook) or cache.store(notebook, outputs, executed.chapter.file)
        held[names[executed.chapter.file]] = [key, notebook_file(folder, key).stat().st_size]
    write_whole(folder / RECORD, json.dumps(held))


def plain(output: NotebookNode) -> NotebookNode:
    """An output, a traceback without colors: a plain preview sets PDFs, too, whose standard forbids their codes."""
    if output.output_type != "error":
        return output
    return NotebookNode(output | {"traceback": [without_controls(line) for line in output.traceback]})


def name_of(executed: Executed, environment: str) -> str:
    """A digest of what a chapter's notebook is found by."""
    sources = quarto_sources(executed.chapter, executed.setup)
    return hashlib.sha256(json.dumps([environment, sys.prefix, sources]).encode()).hexdigest()


def held_notebooks(folder: Path) -> dict[str, list[str | int]]:
    """The notebooks that are there, whole, by their names: the key and the size (bytes) of each.

    A kill can leave the cache's database without tables, a full disk or a crash damaged: then there are none.
    """
    database = folder / "global.db"
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if not database.is_file():
            return {}
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                return {}
            keys = {key for (key,) in connection.execute("SELECT hashkey FROM nbcache")}
    except (OSError, ValueError, sqlite3.Error):
        return {}
    return {name: [key, size] for name, (key, size) in record.items() if key in keys and is_whole(folder, key, size)}


def is_whole(folder: Path, key: str, size: int) -> bool:
    """Whether a notebook's file is as it was written."""
    file = notebook_file(folder, key)
    return file.is_file() and file.stat().st_size == size


def notebook_file(folder: Path, key: str) -> Path:
    """Where jupyter-cache keeps a notebook."""
    return folder / "executed" / key / "base.ipynb"
