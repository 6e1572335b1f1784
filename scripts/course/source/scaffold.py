"""Empty answers: what a reader starts from, derived from the answer's syntax tree and from what the check asks for."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pyflakes import checker, messages

from course.source.chapters import Cell, Chapter

BUILTINS = frozenset(dir(builtins))
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
INDENT = "    "
SLOT = ["# Your code here", "..."]


def starter(chapter: Chapter) -> Chapter:
    """The chapter with an empty answer in every task, one cell each, and without what comes after the check."""
    cells = []
    for cell in chapter.cells:
        place = (cell.exercise or 0, "answer", cell.task)
        if cell.part in ("given", "check"):
            cells.append(cell)
        elif cell.part == "answer" and cell is chapter.cells_of(*place)[0]:
            cells.append(replace(cell, source=empty_answer(chapter, cell.exercise or 0, cell.task), options={}))
    return replace(chapter, cells=cells)


def empty_answer(chapter: Chapter, exercise: int, task: int = 0) -> str:
    """The code that a reader of a task starts from, for all of the answer's cells together.

    Imports stay, definitions keep their heads, names that the check needs are assigned to `...`, and a slot stands for
    whatever else is asked. It runs without an error after the given cells, takes nothing away that was given, and
    leaves no name that the check needs undefined.

    Args:
        chapter: The chapter.
        exercise: Index into its exercises.
        task: Index into the exercise's tasks.

    Returns:
        Python.
    """
    before = [cell for cell in chapter.cells if cell.exercise == exercise and cell.task < task]
    given = [*before, *chapter.cells_of(exercise, "given", task)]
    answer = [node for tree in trees(chapter.cells_of(exercise, "answer", task)) for node in tree.body]
    stubs = Stubs(
        wanted=needed(trees(chapter.cells_of(exercise, "check", task))),
        known={name for tree in trees(given) for name in bound(tree)},
    )
    imports = [line for node in answer if is_import(node) for line in ast.unparse(node).splitlines()]
    rest = stubs.of([node for node in answer if not is_import(node)])
    return "\n".join([*imports, *([""] if imports and rest else []), *rest]).strip("\n")


def trees(cells: Iterable[Cell]) -> list[ast.Module]:
    """The syntax trees of cells, nothing for those that are no Python."""
    return [cell.tree for cell in cells if cell.tree]


def needed(check: list[ast.Module]) -> frozenset[str]:
    """The names that a check reads without having made them, or looks for among the globals."""
    tree = ast.Module([node for tree in check for node in tree.body], [])
    found = checker.Checker(tree).messages
    undefined = {message.message_args[0] for message in found if isinstance(message, messages.UndefinedName)}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(undefined | {text for text in texts if text.isidentifier()})


@dataclass
class Stubs:
    """Writes the stubs of one answer.

    Attributes:
        wanted: Names that the check uses.
        known: Names that have a value before the answer begins, which the stubs do not take away.
        written: Names that have a stub.
    """

    wanted: frozenset[str]
    known: set[str]
    written: set[str] = field(default_factory=set, init=False)

    def of(self, nodes: list[ast.stmt]) -> list[str]:
        """The lines that stand for some statements."""
        lines: list[str] = []
        for node in nodes:
            if isinstance(node, DEFINITIONS):
                self.written.add(node.name)
                lines += ["", "", *definition(node), "", ""]
            elif names := [n for n in bound(node) if n in self.wanted - self.written - self.known - BUILTINS]:
                self.written.update(names)
                lines += [f"{name} = ..." for name in names]
            elif not is_print(node) and lines[-2:] != SLOT:
                lines += SLOT
        return without_needless_slots(lines)


def without_needless_slots(lines: list[str]) -> list[str]:
    """The lines without a slot beside names that are to be assigned: there the reader knows where to write."""
    assigned = any(line.endswith(" = ...") for line in lines)
    if assigned and lines[:2] == SLOT:
        return lines[2:]
    return lines


def bound(tree: ast.AST) -> Iterator[str]:
    """The names that code gives a value in its own scope, in their order and each once."""
    seen: dict[str, None] = {}
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            seen[node.id] = None
        elif isinstance(node, DEFINITIONS):
            seen[node.name] = None
        elif isinstance(node, ast.alias):
            seen[(node.asname or node.name).split(".")[0]] = None
        if not isinstance(node, (*DEFINITIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            todo[:0] = ast.iter_child_nodes(node)
    return iter(seen)


def is_import(node: ast.AST) -> bool:
    """Whether a statement imports something."""
    return isinstance(node, ast.Import | ast.ImportFrom)


def is_print(node: ast.stmt) -> bool:
    """Whether a statement is a call of print."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"


def definition(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """A function's or a class's head with its docstring; of a class, also its methods and the call of its base's."""
    body: list[ast.stmt] = node.body[:1] if ast.get_docstring(node) else []
    lines = ast.unparse(replaced_body(node, [*body, ast.Expr(ast.Constant(...))])).splitlines()
    inner: list[str] = []
    for child in node.body:
        if isinstance(child, DEFINITIONS):
            inner += [*([""] if inner else []), *indented(definition(child))]
        elif "super().__init__(" in ast.unparse(child):
            inner += indented([ast.unparse(child), "..."])
    return [*lines[:-1], *(inner or lines[-1:])]


def indented(lines: list[str]) -> list[str]:
    """Lines one level further in."""
    return [f"{INDENT}{line}" if line else line for line in lines]


def replaced_body(node: ast.FunctionDef | ast.ClassDef, body: list[ast.stmt]) -> ast.stmt:
    """A definition with another body."""
    parts = {name: value for name, value in ast.iter_fields(node) if name != "body"}
    return ast.copy_location(type(node)(**parts, body=body), node)
