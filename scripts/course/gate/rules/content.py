"""Rules on the parts of an exercise."""

import ast
from collections.abc import Iterator

from course.common.errors import Finding
from course.execute.notebooks import Executed
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.source.chapters import OPTIONAL, PARTS, Cell, Chapter, Task


def tasks(context: Context) -> Iterator[tuple[Chapter, int, int, Task]]:
    """Every task of the course: its chapter, the index of its exercise, its own index, and itself."""
    for chapter in context.chapters:
        for index, exercise in enumerate(chapter.exercises):
            for number, task in enumerate(exercise.tasks):
                yield chapter, index, number, task


@rule("part-missing")
def part_missing(context: Context, name: str) -> Iterator[Finding]:
    """An exercise lacks one of its parts."""
    for chapter, _, number, task in tasks(context):
        there = {part.name for part in task.parts}
        # A further task builds on what its exercise has been given
        needed = [part for part in PARTS if part not in OPTIONAL and (number == 0 or part != "given")]
        for part in needed:
            if part not in there:
                yield at_line(chapter, task.line, name, f"expected a '::: {part}' div")


@rule("part-order")
def part_order(context: Context, name: str) -> Iterator[Finding]:
    """An exercise's parts stand in another order, or twice."""
    for chapter, _, _, task in tasks(context):
        found = [part.name for part in task.parts]
        expected = [part for part in PARTS if part in found]
        if found != expected:
            message = f"the parts stand as {', '.join(found)}; expected {', '.join(expected)}"
            yield at_line(chapter, task.line, name, message)


@rule("part-empty")
def part_empty(context: Context, name: str) -> Iterator[Finding]:
    """A part of an exercise has nothing in it."""
    for chapter, _, _, task in tasks(context):
        lines = chapter.text.splitlines()
        for part in task.parts:
            if not "".join(lines[part.line : part.end - 1]).strip():
                yield at_line(chapter, part.line, name, f"'::: {part.name}' is empty")


def effective(cell: Cell) -> bool:
    """Whether a cell is executed and does anything: more than comments, `pass`, constants. What is no Python counts."""
    if cell.options.get("eval") is False:
        return False
    tree = cell.tree
    if tree is None:
        return bool(cell.code.strip())
    idle = [
        isinstance(n, ast.Pass) or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in tree.body
    ]
    return not all(idle)


def unexecuted(executed: Executed, name: str, part: str) -> Iterator[Finding]:
    """Findings for exercises in which no cell of the part was executed with any effect."""
    chapter = executed.chapter
    ran = {cell.line for cell, status in zip(chapter.cells, executed.status, strict=True) if status != "not-run"}
    each = zip(chapter.cells, executed.status, strict=True)
    stopped = {cell.exercise for cell, status in each if status in ("time-limit", "kernel-died")}
    every = [(i, n, task) for i, e in enumerate(chapter.exercises) for n, task in enumerate(e.tasks)]
    for index, number, task in every:
        cells = chapter.cells_of(index, part, number)
        wanted = [cell for cell in cells if effective(cell)]
        if wanted and (index in stopped or any(cell.line in ran for cell in wanted)):
            continue
        line = next((p.line for p in task.parts if p.name == part), task.line)
        skipped = any(cell.options.get("eval") is False for cell in cells)
        reason = (
            "its cells have 'eval: false'"
            if skipped
            else f"expected a '::: {part}' div with a python cell that does something"
        )
        yield at_line(chapter, line, name, f"no executed {part}: {reason}")


@rule("no-answer")
def no_answer(context: Context, name: str) -> Iterator[Finding]:
    """An exercise has no answer that was executed and does something."""
    for executed in context.executed:
        yield from unexecuted(executed, name, "answer")


@rule("no-check")
def no_check(context: Context, name: str) -> Iterator[Finding]:
    """An exercise has no check that was executed and does something."""
    for executed in context.executed:
        yield from unexecuted(executed, name, "check")


def asserts(cell: Cell) -> bool:
    """Whether a cell asserts: by statement, or by a call such as `torch.testing.assert_close`."""
    for node in ast.walk(cell.tree or ast.Module([], [])):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and "assert" in ast.unparse(node.func).lower():
            return True
    return False


@rule("no-assertion")
def no_assertion(context: Context, name: str) -> Iterator[Finding]:
    """A check asserts nothing."""
    for chapter, index, number, _ in tasks(context):
        cells = [cell for cell in chapter.cells_of(index, "check", number) if effective(cell)]
        if cells and not any(asserts(cell) for cell in cells):
            yield at_cell(chapter, cells[0], name, "expected an assert on the reader's variables")
