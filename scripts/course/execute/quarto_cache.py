"""What a plain `quarto render` finds executed: the chapters' notebooks in its own cache (jupyter-cache)."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from course.common.errors import CourseError
from course.common.files import write_whole
from course.common.project import Project
from course.execute.environment import environment_digest
from course.execute.notebooks import Executed, chapter_notebook

# Notebooks that are kept; each takes up to a megabyte
LIMIT = 50


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
    # Imported here, as it takes time that a build without Quarto does not need
    from ipykernel.ipkernel import IPythonKernel

    cache = Cache(project)
    for executed in chapters:
        notebook = chapter_notebook(executed.chapter, executed.setup)
        if (set(executed.status) != {"ok"} and not with_failures) or cache.holds(notebook):
            continue
        notebook.metadata["language_info"] = dict(IPythonKernel.language_info)
        for number, (cell, outputs) in enumerate(
            zip(notebook.cells, [setup_outputs, *executed.outputs], strict=True), 1
        ):
            cell.execution_count, cell.outputs = number, outputs
        cache.store(notebook, uri=executed.chapter.file)


class Cache:
    """Executed notebooks by their code cells, emptied when what lies around the code changes."""

    def __init__(self, project: Project) -> None:
        self.folder = project.cache / "notebooks"
        stamp = self.folder / "fingerprint"
        wanted = environment_digest(project)
        if self.folder.exists() and not (stamp.is_file() and stamp.read_text() == wanted and readable(self.folder)):
            shutil.rmtree(self.folder)
        write_whole(stamp, wanted)
        self.cache: Any = get_cache(self.folder)
        with database_errors():
            if self.cache.get_cache_limit() != LIMIT:
                self.cache.change_cache_limit(LIMIT)

    def holds(self, notebook: NotebookNode) -> bool:
        """Whether a notebook with the same code cells is there, whole: a kill can leave one half-written.

        Raises CourseError where the database cannot be used, on a full disk for instance.
        """
        try:
            with database_errors():
                self.cache.get_cache_bundle(self.cache.match_cache_notebook(notebook).pk)
        except (KeyError, ValueError):
            return False
        return True

    def store(self, notebook: NotebookNode, uri: str) -> None:
        """Keep an executed notebook. uri: its name in the cache's own listings. Raises CourseError, OSError."""
        with database_errors():
            # A kill can leave an entry's folder without its notebook, on which jupyter-cache would fail
            _, key = self.cache.create_hashed_notebook(notebook)
            shutil.rmtree(self.folder / "executed" / key, ignore_errors=True)
            self.cache.cache_notebook_bundle(CacheBundleIn(notebook, uri), overwrite=True)


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn what jupyter-cache and its database raise into a CourseError of one line."""
    try:
        yield
    except (RuntimeError, SQLAlchemyError) as problem:
        reason = str(problem.__cause__ or problem).splitlines()[0]
        raise CourseError(f"cannot use the cache of executed notebooks: {reason}") from None


def readable(folder: Path) -> bool:
    """Whether the cache's database is whole: a kill can leave it without tables, a full disk or a crash damaged."""
    try:
        with closing(sqlite3.connect(folder / "global.db")) as database:
            whole: bool = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        get_cache(folder).list_cache_records()
    except (sqlite3.Error, SQLAlchemyError, RuntimeError, ValueError):
        return False
    return whole
