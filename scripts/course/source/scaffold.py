"""Empty answers: what a reader starts from, derived from the answer's syntax tree and from what the check asks for."""

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace

from pyflakes import checker, messages

from course.source.chapters import Cell, Chapter

BUILTINS = frozenset(dir(builtins))
BLOCKS = (ast.For, ast.While, ast.With)
Block = ast.For | ast.While | ast.With
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
INDENT = "    "


def starter(chapter: Chapter) -> Chapter:
    """The chapter with an empty answer in every exercise, one cell each, and without what comes after the check."""
    cells = []
    for cell in chapter.cells:
        if cell.part in ("given", "check"):
            cells.append(cell)
        elif cell.part == "answer" and cell is chapter.cells_of(cell.exercise or 0, "answer")[0]:
            cells.append(replace(cell, source=empty_answer(chapter, cell.exercise or 0), options={}))
    return replace(chapter, cells=cells)


def empty_answer(chapter: Chapter, exercise: int) -> str:
    """The code that a reader of this exercise starts from, for all of the answer's cells together.

    Imports stay; names that the check needs are assigned to `...`; loops, `with` blocks and definitions keep their
    heads. It runs without an error after the given cells, and leaves no name that the check needs undefined.
    """
    given, check = (trees(chapter.cells_of(exercise, part)) for part in ("given", "check"))
    answer = [node for tree in trees(chapter.cells_of(exercise, "answer")) for node in tree.body]
    # What has its value before the reader's code runs
    known = {name for tree in given for name in bound(tree)}
    known |= {name for node in answer if is_import(node) for name in bound(node)}
    stubs = Stubs(wanted=needed(check), known=known | BUILTINS)
    imports = [node for node in answer if is_import(node)]
    rest = [node for node in answer if not is_import(node)]
    text = "\n".join([*stubs.of(imports), "", *stubs.of(rest)])
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")


def trees(cells: Iterable[Cell]) -> list[ast.Module]:
    """The syntax trees of cells, nothing for those that are no Python."""
    return [cell.tree for cell in cells if cell.tree]


def needed(check: list[ast.Module]) -> frozenset[str]:
    """The names that a check reads without having made them."""
    tree = ast.Module([node for tree in check for node in tree.body], [])
    found = checker.Checker(tree).messages
    return frozenset(message.message_args[0] for message in found if isinstance(message, messages.UndefinedName))


@dataclass
class Stubs:
    """Writes the stubs of one answer.

    wanted: names that the check uses; known: names that have a value when the answer begins, and which the stubs do
    not take away. A name among those written is not written again.
    """

    wanted: frozenset[str]
    known: set[str]
    written: set[str] = field(default_factory=set, init=False)

    def of(self, nodes: list[ast.stmt]) -> list[str]:
        """The lines that stand for some statements."""
        lines: list[str] = []
        for node in nodes:
            lines += self.one(node)
        return lines

    def one(self, node: ast.stmt) -> list[str]:
        """The lines that stand for a statement, none for one that only computes or shows."""
        if is_import(node):
            return ast.unparse(node).splitlines()
        if isinstance(node, DEFINITIONS):
            self.written.add(node.name)
            self.known.discard(node.name)
            return ["", "", *definition(node), "", ""]
        if isinstance(node, BLOCKS) and not only_shows(node, self.wanted):
            return self.block(node)
        return self.assignments(node)

    def block(self, node: Block) -> list[str]:
        """A loop's or a `with` statement's head above stubs or `...`; a comment where the head cannot run yet."""
        if isinstance(node, ast.While) or leaves(node) or not head_names(node) <= self.known:
            return [*self.assignments(node), "", *(f"# {line}" for line in commented(node)), ""]
        # The head does what it does in the answer, so that a loop runs at least once where the check needs its names
        targets = set(bound(emptied(node)))
        self.known |= targets
        self.written |= targets
        body = [line for line in self.of(node.body) if line]
        return ["", head(node), *indented(body or ["..."]), ""]

    def assignments(self, node: ast.stmt) -> list[str]:
        """`name = ...` for each name that a statement binds and the check needs."""
        names = [name for name in bound(node) if name in self.wanted and name not in self.written]
        self.written.update(names)
        self.known.difference_update(bound(node))
        return [f"{name} = ..." for name in names]


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


def loaded(tree: ast.AST) -> Iterator[str]:
    """The names that code reads, in any scope."""
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


def is_import(node: ast.AST) -> bool:
    """Whether a statement imports something."""
    return isinstance(node, ast.Import | ast.ImportFrom)


def head(node: Block) -> str:
    """The first line of a block: `for x in y:`."""
    return ast.unparse(emptied(node)).splitlines()[0]


def emptied(node: Block) -> Block:
    """The block with `...` as its body."""
    result = copy(node)
    result.body = [ast.Expr(ast.Constant(...))]
    if not isinstance(result, ast.With):
        result.orelse = []
    return result


def head_names(node: Block) -> set[str]:
    """The names that a block's head reads."""
    return set(loaded(emptied(node))) - set(bound(emptied(node)))


def leaves(node: Block) -> bool:
    """Whether a block is left by its body, without which it might never end."""
    return any(isinstance(inner, ast.Break) for inner in ast.walk(node))


def commented(node: Block) -> list[str]:
    """A block's head and the heads of the blocks in it, above `...`."""
    inner = [line for child in node.body if isinstance(child, BLOCKS) for line in commented(child)]
    return [head(node), *indented(inner or ["..."])]


def indented(lines: list[str]) -> list[str]:
    """Lines one level further in."""
    return textwrap.indent("\n".join(lines), INDENT).splitlines()


def only_shows(node: Block, wanted: frozenset[str]) -> bool:
    """Whether a block does nothing but print, which the reader need not."""
    statements = [inner for inner in ast.walk(node) if isinstance(inner, ast.stmt) and not isinstance(inner, BLOCKS)]
    prints = [inner for inner in statements if is_print(inner)]
    quiet = all(is_print(inner) or isinstance(inner, ast.Assign | ast.AnnAssign) for inner in statements)
    return bool(prints) and quiet and not wanted & set(bound(node))


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


def replaced_body(node: ast.FunctionDef | ast.ClassDef, body: list[ast.stmt]) -> ast.stmt:
    """A definition with another body."""
    parts = {name: value for name, value in ast.iter_fields(node) if name != "body"}
    return ast.copy_location(type(node)(**parts, body=body), node)
