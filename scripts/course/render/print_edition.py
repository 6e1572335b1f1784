"""A chapter as it is printed, by either engine: without the code that nobody reads on paper.

The code of figures is left out. Long functions of given code are shortened to signature and docstring; they stand in
full once, at the chapter's end. Code is marked where a page may end. Checks are left to the extension (typst.lua).
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from course.execute.notebooks import Executed, cell_source
from course.execute.outputs import is_image
from course.render.page_breaks import marked
from course.source.chapters import Cell, Chapter

# Lines beyond which a given function is shortened
LONG = 12
APPENDIX = "Helpers in full"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def print_edition(executed: Executed) -> Executed:
    """The chapter for paper.

    Args:
        executed: The chapter as it ran.

    Returns:
        The same cells with the same outputs, in which some code is hidden or shortened, and an appendix.
    """
    chapter = executed.chapter
    cells = [
        printed(cell, any(map(is_image, outputs)))
        for cell, outputs in zip(chapter.cells, executed.outputs, strict=True)
    ]
    text = "\n".join([chapter.text, *appendix(chapter)])
    return replace(executed, chapter=replace(chapter, text=text, cells=cells))


def printed(cell: Cell, draws: bool) -> Cell:
    """A cell for paper. draws: whether it shows a figure; its folded code is what nobody reads for its own sake."""
    code, options = cell.code, dict(cell.options)
    if draws and options.get("code-fold"):
        options["echo"] = False
    for function in reversed(long_functions(cell)):
        code = shortened(code, function)
    return replace(cell, source=cell_source(options, marked(code)), options=options)


def long_functions(cell: Cell) -> list[Function]:
    """The long functions of a cell of given code."""
    body = cell.tree.body if cell.part == "given" and cell.tree else []
    return [node for node in body if isinstance(node, Function) and len(lines_of(cell.code, node)) > LONG]


def lines_of(code: str, function: Function) -> list[str]:
    """A function's lines, with its decorators."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return code.splitlines()[first - 1 : function.end_lineno]


def shortened(code: str, function: Function) -> str:
    """The code with one function's statements left out, but for its docstring."""
    lines = code.splitlines()
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        end = first.end_lineno or first.lineno
    else:
        end = first.lineno - 1
        # What stands above the first statement belongs to it
        while lines[end - 1].lstrip().startswith(("#", "@")) or not lines[end - 1].strip():
            end -= 1
    stand_in = f"{' ' * first.col_offset}...  # in full at the chapter's end"
    return "\n".join([*lines[:end], stand_in, *lines[function.end_lineno :]])


def appendix(chapter: Chapter) -> Iterator[str]:
    """The lines of Markdown with all long functions, each once, with the exercises in which it is given."""
    places: dict[str, list[str]] = {}
    for cell in chapter.cells:
        exercise = chapter.exercise_of(cell)
        for function in long_functions(cell):
            known = places.setdefault("\n".join(lines_of(cell.code, function)), [])
            if exercise and exercise.number not in known:
                known.append(exercise.number)
    groups: dict[tuple[str, ...], list[str]] = {}
    for code, numbers in places.items():
        groups.setdefault(tuple(numbers), []).append(code)
    if groups:
        yield f"\n## {APPENDIX} {{.unnumbered}}"
    for exercises, functions in groups.items():
        code = "\n\n\n".join(functions)
        yield f"\n### Given in {' and '.join(exercises)} {{.unnumbered}}\n\n```python\n{marked(code)}\n```"
