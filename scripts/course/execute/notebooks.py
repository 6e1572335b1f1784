"""Chapters as notebooks, and what the last build executed."""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

from course.common.addresses import DATA
from course.common.files import write_whole
from course.common.project import Project
from course.source.chapters import Cell, Chapter

KERNEL = "python3"
# Cell options that Quarto does not know and moves to the cell's metadata
OURS = {"check-allow", "tags"}


@dataclass
class Executed:
    """A chapter's notebook after execution.

    status: one word for each cell of the chapter: "ok", "error", "time-limit", "kernel-died" or "not-run" (after such
    an end, or because of `eval: false`);
    outputs: what each cell printed and showed, in nbformat's form; peaks: the most memory (MB) that the kernel had
    needed by the end of each cell, 0 where it cannot be told; setup: the source of the cell that ran before them.
    """

    chapter: Chapter
    status: list[str]
    outputs: list[list[NotebookNode]]
    peaks: list[float]
    cached: bool
    seconds: float
    setup: str


def unexecuted_notebook(chapter: Chapter, setup: str) -> NotebookNode:
    """The notebook to execute: the engine's setup cell, then the chapter's code cells."""
    notebook: NotebookNode = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = nbformat.from_dict(kernel())
    sources = [setup, *(normalized(cell) for cell in chapter.cells)]
    notebook.cells = [code_cell(source, f"cell-{number}") for number, source in enumerate(sources)]
    for cell, code in zip(chapter.cells, notebook.cells[1:], strict=True):
        code.metadata.update({key: cell.options[key] for key in OURS & cell.options.keys()})
    return notebook


@cache
def kernel() -> dict[str, str]:
    """What a notebook says about its kernel, by which the cache tells notebooks apart, too."""
    # Imported here, as it takes time that a build with known outputs does not need
    from jupyter_client.kernelspec import KernelSpecManager

    found = KernelSpecManager().get_kernel_spec(KERNEL)
    return {
        "name": KERNEL,
        "language": found.language,
        "display_name": found.display_name,
        "path": found.resource_dir,
    }


def code_cell(source: str, identifier: str, outputs: Iterable[NotebookNode] = ()) -> NotebookNode:
    """A code cell as `nbformat.v4` makes it, but not validated by itself: a notebook is, as a whole, when written."""
    made: NotebookNode = nbformat.from_dict(
        {"cell_type": "code", "id": identifier, "metadata": {}, "execution_count": None, "source": source}
    )
    made.outputs = list(outputs)
    return made


def normalized(cell: Cell) -> str:
    """The cell's source with its options written as Quarto writes them, so that Quarto finds the cell in the cache."""
    if "label" not in cell.options:
        return cell.source.strip("\n")
    options = {key: value for key, value in cell.options.items() if key not in OURS}
    lines = yaml.safe_dump(options, sort_keys=False, allow_unicode=True, width=sys.maxsize)
    return "\n".join([*(f"#| {line}" for line in lines.splitlines()), cell.code]).strip("\n")


@cache
def packages() -> str:
    """Names and versions of all that is installed, which stays the same while this process runs."""
    return "\n".join(sorted(folder.name for place in sys.path for folder in Path(place).glob("*-info")))


def environment_digest(project: Project) -> str:
    """A digest of what the outputs depend on beside the code: Python, packages, environment, figure style, data."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update(packages().encode())
    files = [project.root / "_environment", project.root / "assets/matplotlibrc"]
    for file in [*files, *sorted((project.root / DATA).glob("*"))]:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def chapter_digest(chapter: Chapter, setup: str, environment: str) -> str:
    """A digest of all that a chapter's outputs depend on. setup: as for `build`; environment: the digest of it."""
    return hashlib.sha256(json.dumps([environment, setup, *map(normalized, chapter.cells)]).encode()).hexdigest()


def write_executed(executed: Executed, folder: Path, made_from: str) -> None:
    """Write what the build executed, failed cells included. made_from: the key."""
    notebook = nbformat.v4.new_notebook()
    facts = {
        "status": executed.status,
        "peaks": executed.peaks,
        "seconds": executed.seconds,
        "key": made_from,
        "setup": executed.setup,
    }
    notebook.metadata["course"] = facts
    for cell, outputs in zip(executed.chapter.cells, executed.outputs, strict=True):
        notebook.cells.append(code_cell(cell.source, f"line-{cell.line}", outputs))
    write_whole(folder / f"{executed.chapter.stem}.ipynb", nbformat.writes(notebook))


def read_executed(chapter: Chapter, folder: Path, made_from: str | None = None) -> Executed | None:
    """Read what `save` wrote; None when there is nothing, it is damaged, or the chapter's code has changed since.

    made_from: a key, with which it must have been saved.
    """
    file = folder / f"{chapter.stem}.ipynb"
    try:
        notebook = nbformat.read(file, as_version=4)
        facts = notebook.metadata["course"]
        outputs = [cell.outputs for cell in notebook.cells]
        found = Executed(chapter, facts["status"], outputs, facts["peaks"], True, facts["seconds"], facts["setup"])
    except (FileNotFoundError, ValueError, KeyError, AttributeError, nbformat.ValidationError):
        return None
    same = [cell.source for cell in notebook.cells] == [cell.source for cell in chapter.cells]
    return found if same and made_from in (None, facts.get("key")) else None
