"""What is executed by itself: an exercise's cells, or those of a chapter outside of exercises."""

import ast
import hashlib
import importlib.util
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from course.source.chapters import Cell, Chapter, parse_code

# What modules import only when they are used, at a cost that each kernel would pay: torch.optim's first optimizer
# brings torch._dynamo, 1 s of processor time
IMPORTED_LATER = {"torch.optim": ["torch._dynamo"], "matplotlib.pyplot": ["matplotlib.backends.backend_svg"]}
# What looks, as it is imported, for the IPython that imports it, to make itself part of it
IMPORTED_IN_KERNEL = {"matplotlib_inline.backend_inline"}
# What a kernel has imported when it runs its first cell; debugpy, which ipykernel.debugger brings, is half of that
KERNEL_MODULES = [
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics.namespace",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "faulthandler",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
]


@dataclass(frozen=True)
class Unit:
    """Cells that run in a kernel of their own.

    Attributes:
        chapter: The stem of the chapter's file.
        exercise: The index of the exercise in the chapter, None for the cells outside of exercises.
        setup: The source of the engine's cell that runs before them.
        cells: The cells.
    """

    chapter: str
    exercise: int | None
    setup: str
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Its name among the course's units."""
        return self.chapter if self.exercise is None else f"{self.chapter}#{self.exercise + 1}"

    def digest(self, environment: str) -> str:
        """A digest of everything its outputs depend on. environment: see `environment_digest`."""
        codes = [code_to_run(cell) for cell in self.cells]
        return hashlib.sha256(json.dumps([environment, self.setup, codes]).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Characters of code, an estimate of the time it takes."""
        return sum(len(code_to_run(cell) or "") for cell in self.cells)

    @property
    def modules(self) -> list[str]:
        """The installed modules that its cells import at the top level, in order."""
        trees = [cell.tree for cell in self.cells if code_to_run(cell) is not None]
        wanted = [*imported(parse_code(self.setup)), *(name for tree in trees if tree for name in imported(tree))]
        names = [name for module in wanted for name in [module, *IMPORTED_LATER.get(module, [])]]
        return [name for name in dict.fromkeys(names) if name not in IMPORTED_IN_KERNEL and is_installed(name)]


@dataclass(frozen=True)
class ExecutedUnit:
    """A unit after execution.

    Attributes:
        status: One word a cell, as in `Executed`.
        outputs: Of each cell.
        peaks: The most memory (MB) the kernel had needed by the end of each cell, 0 where the system does not tell.
        seconds: It took.
        cached: Whether an earlier build executed it.
    """

    status: list[str]
    outputs: list[list[NotebookNode]]
    peaks: list[float]
    seconds: float
    cached: bool = False


def units_of(chapter: Chapter, setup: str) -> list[Unit]:
    """A chapter's units."""
    return [
        Unit(chapter.stem, exercise, setup, tuple(cell for cell in chapter.cells if cell.exercise == exercise))
        for exercise in dict.fromkeys(cell.exercise for cell in chapter.cells)
    ]


def code_to_run(cell: Cell) -> str | None:
    """The cell's source without its option lines (so that cell magics work); None when it is not to be executed."""
    return None if cell.options.get("eval") is False else cell.code


def have_run(cells: Iterable[Cell], status: list[str]) -> bool:
    """Whether all cells that are to be executed have been, without a failure. status: of each, as in `ExecutedUnit`."""
    return all(one == "ok" or code_to_run(cell) is None for cell, one in zip(cells, status, strict=True))


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that code imports at its top level, attempts included."""
    tried = [inner for node in tree.body if isinstance(node, ast.Try) for inner in node.body]
    for node in [*tree.body, *tried]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def is_installed(module: str) -> bool:
    """Whether a module's package can be imported; says nothing of what that would do."""
    try:
        return importlib.util.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False
