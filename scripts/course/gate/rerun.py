"""What only a second execution shows: outputs that differ from run to run, and checks that pass on an empty answer."""

import os
from collections.abc import Iterator

from nbformat import NotebookNode

from course.common.errors import Finding
from course.execute.executor import execute_anew
from course.execute.notebooks import Executed
from course.execute.outputs import images, text_of
from course.gate.context import Context
from course.gate.registry import at_cell
from course.source.scaffold import starter


def rerun(context: Context) -> list[Finding]:
    """Execute every exercise once more and compare; run every check on an empty answer. Raises CourseError."""
    chapters = [executed.chapter for executed in context.executed]
    setup = context.executed[0].setup if context.executed else ""
    both = [*chapters, *map(starter, chapters)]
    runs = execute_anew(context.project, both, setup, jobs=os.cpu_count() or 1)
    second, empty = runs[: len(chapters)], runs[len(chapters) :]
    differing = [finding for pair in zip(context.executed, second, strict=True) for finding in compare(*pair)]
    return [*differing, *(finding for executed in empty for finding in check_failures(executed))]


def compare(first: Executed, second: Executed) -> Iterator[Finding]:
    """Rule `differs`: cells of which a reader sees something else the second time."""
    for cell, before, after in zip(first.chapter.cells, first.outputs, second.outputs, strict=True):
        if shown(before) != shown(after):
            yield at_cell(first.chapter, cell, "differs", "two runs show different outputs; seed what is random")


def check_failures(executed: Executed) -> Iterator[Finding]:
    """Rule `check-passes-empty`: checks of a chapter with empty answers that do not end with an AssertionError."""
    for cell, status, outputs in zip(executed.chapter.cells, executed.status, executed.outputs, strict=True):
        if cell.part != "check":
            continue
        raised = next((output.ename for output in outputs if output.output_type == "error"), "")
        if status != "error":
            yield at_cell(executed.chapter, cell, "check-passes-empty", "the check passes on an empty answer")
        elif raised != "AssertionError":
            message = f"on an empty answer the check ends with {raised}; assert the types of the answer first"
            yield at_cell(executed.chapter, cell, "check-passes-empty", message)


def shown(outputs: list[NotebookNode]) -> list[str]:
    """What a reader sees of outputs."""
    return [*map(text_of, outputs), *images(outputs)]
