"""Chapters as notebooks, and the cache of executed ones, which Quarto reads and fills as well."""

import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_client.kernelspec import KernelSpecManager
from nbformat import NotebookNode
from sqlalchemy.exc import SQLAlchemyError

from course.chapters import Cell, Chapter
from course.config import Project
from course.errors import CourseError
from course.files import write_whole

KERNEL = "python3"
# Cell options that Quarto does not know and moves to the cell's metadata
OURS = {"check-allow", "tags"}

# Executed chapters that are kept, in both engines' form; each takes up to a megabyte
LIMIT = 200


@dataclass
class Executed:
    """A chapter's notebook after execution.

    status: one word for each cell of the chapter: "ok", "error", "time-limit", "kernel-died" or "not-run" (after such
    an end, or because of `eval: false`);
    outputs: what each cell printed and showed, in nbformat's form; peaks: the most memory (MB) that the kernel had
    needed by the end of each cell, 0 where it cannot be told.
    """

    chapter: Chapter
    status: list[str]
    outputs: list[list[NotebookNode]]
    peaks: list[float]
    cached: bool
    seconds: float


def build(chapter: Chapter, setup: str) -> NotebookNode:
    """The notebook to execute: the engine's setup cell, then the chapter's code cells."""
    specification = KernelSpecManager().get_kernel_spec(KERNEL)
    notebook: NotebookNode = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": KERNEL,
        "language": specification.language,
        "display_name": specification.display_name,
        "path": specification.resource_dir,
    }
    sources = [setup, *(normalized(cell) for cell in chapter.cells)]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for cell, code in zip(chapter.cells, notebook.cells[1:], strict=True):
        code.metadata.update({key: cell.options[key] for key in OURS & cell.options.keys()})
    return notebook


def normalized(cell: Cell) -> str:
    """The cell's source with its options written as Quarto writes them, so that Quarto finds the cell in the cache."""
    if "label" not in cell.options:
        return cell.source.strip("\n")
    options = {key: value for key, value in cell.options.items() if key not in OURS}
    lines = yaml.safe_dump(options, sort_keys=False, allow_unicode=True, width=sys.maxsize)
    return "\n".join([*(f"#| {line}" for line in lines.splitlines()), cell.code]).strip("\n")


class Cache:
    """Executed notebooks by their code cells (jupyter-cache), emptied when what lies around the code changes."""

    def __init__(self, project: Project) -> None:
        self.folder = project.cache / "notebooks"
        stamp = self.folder / "fingerprint"
        wanted = fingerprint(project)
        if self.folder.exists() and not (stamp.is_file() and stamp.read_text() == wanted and readable(self.folder)):
            shutil.rmtree(self.folder)
        write_whole(stamp, wanted)
        self.cache: Any = get_cache(self.folder)
        with database_errors():
            if self.cache.get_cache_limit() != LIMIT:
                self.cache.change_cache_limit(LIMIT)

    def find(self, notebook: NotebookNode) -> NotebookNode | None:
        """The executed notebook with the same code cells, or None; one that a kill left half-written counts as none.

        Raises CourseError where the database cannot be used, on a full disk for instance.
        """
        try:
            with database_errors():
                found: NotebookNode = self.cache.get_cache_bundle(self.cache.match_cache_notebook(notebook).pk).nb
                return found
        except (KeyError, ValueError):
            return None

    def store(self, notebook: NotebookNode, uri: str) -> None:
        """Keep an executed notebook. uri: its name in the cache's own listings. Raises CourseError, OSError."""
        with database_errors():
            # A kill can leave an entry's folder without its notebook, on which jupyter-cache would fail
            _, key = self.cache.create_hashed_notebook(notebook)
            shutil.rmtree(self.folder / "executed" / key, ignore_errors=True)
            self.cache.cache_notebook_bundle(CacheBundleIn(notebook, uri), overwrite=True)

    def repeat(self, executed: NotebookNode, other: NotebookNode, uri: str) -> None:
        """Keep what is known of one notebook for another one, too: other code, but code that shows the same.

        Nothing happens where the first is not known, or the other is already. Raises CourseError, OSError.
        """
        known = self.find(executed)
        if known is None or self.find(other) is not None:
            return
        for cell, twin in zip(known.cells, other.cells, strict=True):
            cell.source = twin.source
        self.store(known, uri)


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


def fingerprint(project: Project) -> str:
    """A digest of what the outputs depend on beside the code: Python, packages, environment, figure style, data."""
    digest = hashlib.sha256(sys.version.encode())
    for package in sorted(f"{d.metadata['Name']}=={d.version}" for d in distributions()):
        digest.update(package.encode())
    files = [project.root / "_environment", project.root / "assets/matplotlibrc"]
    for file in [*files, *sorted((project.root / "assets/data").glob("*"))]:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def save(executed: Executed, folder: Path) -> None:
    """Write what the last build executed, failed cells included, for the gate to read again."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["course"] = {"status": executed.status, "peaks": executed.peaks, "seconds": executed.seconds}
    for cell, outputs in zip(executed.chapter.cells, executed.outputs, strict=True):
        code = nbformat.v4.new_code_cell(cell.source, outputs=outputs, id=f"line-{cell.line}")
        notebook.cells.append(code)
    write_whole(folder / f"{executed.chapter.stem}.ipynb", nbformat.writes(notebook))


def read(chapter: Chapter, folder: Path) -> Executed | None:
    """Read what `save` wrote; None when there is nothing, it is damaged, or the chapter's code has changed since."""
    file = folder / f"{chapter.stem}.ipynb"
    try:
        notebook = nbformat.read(file, as_version=4)
    except (FileNotFoundError, ValueError):
        return None
    if [cell.source for cell in notebook.cells] != [cell.source for cell in chapter.cells]:
        return None
    facts = notebook.metadata["course"]
    outputs = [cell.outputs for cell in notebook.cells]
    return Executed(chapter, facts["status"], outputs, facts["peaks"], True, facts["seconds"])
