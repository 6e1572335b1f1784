"""Two executions of the course, compared cell by cell: what fails, warns or looks different in the second one."""

import itertools
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from course.common.console import count
from course.common.errors import Finding
from course.execute.notebooks import Executed
from course.execute.outputs import images, text_of
from course.gate import drawings
from course.gate.context import Context
from course.gate.registry import at_cell
from course.gate.rules.execution import KINDS, runs
from course.gate.runner import run_gate

RULE = "newest-differs"
# Rules of the gate after whose findings the rest of an exercise cannot be as it was
ERRORS = {*KINDS.values(), "cell-error", "display-error", "kernel-died", "time-limit"}
TABLE_TAG = re.compile(r"</?(?:td|th|tr)\b[^>]*>")


def compare(pinned: list[Executed], newest: Context) -> list[Finding]:
    """What the gate finds with the newest releases, and what other cells show that differs from the pinned run."""
    found = run_gate(newest).findings
    # A warning names the cell's file, which is not worth a finding of its own
    warned = {(finding.file, finding.cell) for finding in found if finding.rule == "stderr"}
    found = [f for f in found if f.rule != "machine-path" or (f.file, f.cell) not in warned]
    told = {(finding.file, finding.cell) for finding in found}
    after = {executed.chapter.file: executed for executed in newest.executed}
    for executed in pinned:
        other = after.get(executed.chapter.file)
        differing = differences(executed, other) if other else []
        found += [finding for finding in differing if (finding.file, finding.cell) not in told]
    return without_followers(sorted(found))


def without_followers(found: list[Finding]) -> list[Finding]:
    """The findings without those that stand below an error in its exercise, and follow from it."""
    kept: list[Finding] = []
    ended: set[tuple[str, str]] = set()
    for finding in found:
        exercise = (finding.file, finding.exercise)
        if exercise not in ended:
            kept.append(finding)
        if finding.exercise and finding.rule in ERRORS:
            ended.add(exercise)
    return kept


def differences(pinned: Executed, newest: Executed) -> Iterator[Finding]:
    """The differences of a chapter; of the cells that were not run, the first of each exercise."""
    chapter = pinned.chapter
    after = {cell.label: (status, outputs) for cell, status, outputs in runs(newest)}
    not_run: set[int | None] = set()
    for cell, status, outputs in runs(pinned):
        if cell.label not in after:
            yield at_cell(chapter, cell, RULE, "the cell is gone with the newest releases")
            continue
        ended, shown = after[cell.label]
        if ended == status:
            message = difference(outputs, shown)
            if message:
                yield at_cell(chapter, cell, RULE, message)
        elif ended != "not-run":
            yield at_cell(chapter, cell, RULE, f"the cell ends with '{ended}' with the newest releases")
        elif cell.exercise not in not_run:
            not_run.add(cell.exercise)
            yield at_cell(chapter, cell, RULE, "not run: with the newest releases a cell above ends the kernel")


def difference(pinned: list[NotebookNode], newest: list[NotebookNode]) -> str:
    """In words what a cell shows that it did not show with the pinned releases; empty where that is nothing."""
    before, after = ("\n".join(map(text_of, outputs)).splitlines() for outputs in (pinned, newest))
    for old, new in itertools.zip_longest(before, after):
        if old != new:
            return f"with the newest releases {quoted(new)}, pinned {quoted(old)}"
    before, after = images(pinned), images(newest)
    if len(before) != len(after):
        return f"with the newest releases {count(len(after), 'figure')}, pinned {len(before)}"
    if list(map(drawings.vector, before)) != list(map(drawings.vector, after)):
        return "with the newest releases the figure has another format"
    if not all(map(drawings.same, before, after)):
        return "with the newest releases the figure is drawn differently"
    return ""


def quoted(line: str | None) -> str:
    """A line of an output for a message, without the markup of tables."""
    return "nothing" if line is None else f"'{TABLE_TAG.sub('', line).strip() or line.strip()}'"
