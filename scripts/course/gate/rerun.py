"""What only a second execution shows: outputs that differ from run to run, and checks that pass on an empty answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from nbformat import NotebookNode

from course.common.errors import Finding
from course.execute import kernels, notebooks
from course.execute.notebooks import Executed
from course.gate.context import Context
from course.gate.registry import at_cell
from course.gate.rules.execution import text_of
from course.gate.rules.figures import images
from course.source.scaffold import starter


def rerun(context: Context) -> list[Finding]:
    """Execute every chapter once more, in fresh kernels, and compare; run every check on an empty answer."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = pool.map(lambda executed: list(rerun_chapter(context, executed)), context.executed)
        return [finding for findings in found for finding in findings]


def rerun_chapter(context: Context, executed: Executed) -> Iterator[Finding]:
    """The findings of one chapter: rules `differs` and `check-passes-empty`."""
    chapter, setup = executed.chapter, executed.setup
    second = kernels.execute(context.project, chapter, notebooks.unexecuted_notebook(chapter, setup))
    for cell, before, after in zip(chapter.cells, executed.outputs, second.outputs, strict=True):
        if shown(before) != shown(after):
            yield at_cell(chapter, cell, "differs", "two runs show different outputs; seed what is random")
    started = starter(chapter)
    run = kernels.execute(context.project, started, notebooks.unexecuted_notebook(started, setup))
    for cell, status, outputs in zip(started.cells, run.status, run.outputs, strict=True):
        if cell.part == "check" and status != "error":
            yield at_cell(chapter, cell, "check-passes-empty", "the check passes on an empty answer")
        elif cell.part == "check" and not any(o.get("ename") == "AssertionError" for o in outputs):
            message = "on an empty answer the check ends with another error than AssertionError; assert the types first"
            yield at_cell(chapter, cell, "check-passes-empty", message)


def shown(outputs: list[NotebookNode]) -> list[str]:
    """What a reader sees of outputs."""
    return [*map(text_of, outputs), *images(outputs)]
