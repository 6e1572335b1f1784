"""Executed notebooks in jupyter-cache, the form in which Quarto looks for them."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from course.common.errors import CourseError
from course.common.files import write_whole

# Notebooks that are kept; each takes up to a megabyte
LIMIT = 50


class Cache:
    """Executed notebooks by their code cells, emptied when what lies around the code changes."""

    def __init__(self, folder: Path, environment: str) -> None:
        """folder: where it is; environment: see `environment_digest`. Raises CourseError."""
        self.folder = folder
        stamp = folder / "fingerprint"
        if self.folder.exists() and not (
            stamp.is_file() and stamp.read_text() == environment and readable(self.folder)
        ):
            shutil.rmtree(self.folder)
        write_whole(stamp, environment)
        self.cache: Any = get_cache(self.folder)
        with database_errors():
            if self.cache.get_cache_limit() != LIMIT:
                self.cache.change_cache_limit(LIMIT)

    def find(self, notebook: NotebookNode) -> str | None:
        """The key of a notebook with the same code cells that is there, whole: a kill can leave one half-written.

        Raises CourseError where the database cannot be used, on a full disk for instance.
        """
        try:
            with database_errors():
                record = self.cache.match_cache_notebook(notebook)
                self.cache.get_cache_bundle(record.pk)
        except (KeyError, ValueError):
            return None
        return str(record.hashkey)

    def store(self, notebook: NotebookNode, outputs: list[list[NotebookNode]], uri: str) -> str:
        """Keep a notebook as executed.

        Args:
            notebook: The notebook.
            outputs: Of each of its cells.
            uri: Its name in the cache's own listings.

        Returns:
            Its key.

        Raises:
            CourseError: The database cannot be used.
            OSError: A file cannot be written.
        """
        notebook.metadata["language_info"] = dict(IPythonKernel.language_info)
        for number, (cell, shown) in enumerate(zip(notebook.cells, outputs, strict=True), 1):
            cell.execution_count, cell.outputs = number, shown
        with database_errors():
            # A kill can leave an entry's folder without its notebook, on which jupyter-cache would fail
            _, key = self.cache.create_hashed_notebook(notebook)
            shutil.rmtree(self.folder / "executed" / key, ignore_errors=True)
            self.cache.cache_notebook_bundle(CacheBundleIn(notebook, uri), overwrite=True)
        return str(key)


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
