"""Rules on what happened when a chapter's cells ran, and on what they printed."""

import ast
import json
import re
import symtable
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.common.errors import Finding
from course.common.render_cache import cached
from course.common.settings import NAME, setting_line
from course.common.versions import version
from course.execute.notebooks import Executed
from course.execute.outputs import text_of, without_controls
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.source.chapters import Cell, Chapter, parse_code, without_magic

FRAME = re.compile(r"^\s*Cell In\[\d+\], line (?P<line>\d+)", re.MULTILINE)
FIRST_FRAME = re.compile(r"^\s*(?:Cell In\[|File ).*$", re.MULTILINE)
KERNEL_FILE = re.compile(r" \(\d+\.py, line \d+\)$")
MISSING_NAME = re.compile(r"name '(\w+)' is not defined")
NOT_A_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:nan|inf)(?!\w)", re.IGNORECASE)
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{8,}")
TRACEBACK_LINES = 6
KINDS = {
    "SyntaxError": "syntax-error",
    "IndentationError": "syntax-error",
    "TabError": "syntax-error",
    "SystemExit": "system-exit",
    "CalledProcessError": "command-failed",
}
LETS_THROUGH = "'execute: error: true' lets errors through; remove it"
# Names that IPython puts into every kernel
KERNEL_NAMES = {"get_ipython", "display", "In", "Out", "exit", "quit"}


def runs(executed: Executed) -> Iterator[tuple[Cell, str, list[NotebookNode]]]:
    """The cells with their ends and outputs."""
    yield from zip(executed.chapter.cells, executed.status, executed.outputs, strict=True)


def kind_of(output: NotebookNode, traceback: str) -> str:
    """The rule that an error output breaks. A traceback that begins inside a function comes from showing a result."""
    first = FIRST_FRAME.search(traceback)
    if first and ", in " in first[0]:
        return "display-error"
    return KINDS.get(output.ename, "cell-error")


def error_rule(name: str, description: str) -> None:
    """A rule on error outputs of one kind."""

    @rule(name, description)
    def check(context: Context, name: str) -> Iterator[Finding]:
        for executed in context.executed:
            for cell, _, outputs in runs(executed):
                for output in outputs:
                    traceback = without_controls("\n".join(output.get("traceback", [])))
                    if output.output_type == "error" and kind_of(output, traceback) == name:
                        yield error_finding(executed.chapter, cell, name, output, traceback)


def error_finding(chapter: Chapter, cell: Cell, name: str, output: NotebookNode, traceback: str) -> Finding:
    """A finding at the line at which a cell's traceback begins, with the traceback's end."""
    frame = FRAME.search(traceback)
    line = cell.code_line + int(frame["line"]) - 1 if frame else cell.line
    message = KERNEL_FILE.sub("", f"{output.ename}: {output.evalue}".splitlines()[0])
    if output.ename == "NameError" and (owner := other_owner(chapter, cell, output.evalue)):
        message = f"{message}; it comes from '{owner}', and every exercise runs by itself"
    tail = [text for text in traceback.splitlines() if text.strip()][-TRACEBACK_LINES:]
    return at_cell(chapter, cell, name, message, line=line, detail="\n".join(tail))


def other_owner(chapter: Chapter, cell: Cell, message: str) -> str:
    """The exercise, other than a cell's own, that has the name in a NameError's message; empty where there is none."""
    quoted = MISSING_NAME.search(message)
    for other in chapter.cells:
        elsewhere = other.exercise not in (None, cell.exercise)
        if quoted and elsewhere and other.tree and quoted[1] in defined(other.tree):
            return str(chapter.exercise_of(other))
    return ""


def defined(tree: ast.Module) -> set[str]:
    """The names that code defines for what comes after it, not those of functions; none where it cannot be compiled."""
    try:
        whole = symtable.symtable(ast.unparse(tree), "cell", "exec")
    except SyntaxError:
        return set()
    return {
        symbol.get_name()
        for table in scopes(whole)
        for symbol in table.get_symbols()
        if (symbol.is_assigned() or symbol.is_imported()) and (table is whole or symbol.is_declared_global())
    }


def scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """A scope and all inside of it."""
    yield table
    for inner in table.get_children():
        yield from scopes(inner)


error_rule("cell-error", "A cell raises an exception")
error_rule("syntax-error", "A cell is not Python")
error_rule("system-exit", "A cell calls sys.exit or exit")
error_rule("command-failed", "A '!command' ends with an error")
error_rule("display-error", "An object's display method raises")


def ended(name: str, description: str, message: str) -> None:
    """A rule on cells that ended their exercise."""

    @rule(name, description)
    def check(context: Context, name: str) -> Iterator[Finding]:
        for executed in context.executed:
            for cell, status, _ in runs(executed):
                if status == name:
                    limit = context.project.time_limit
                    yield at_cell(executed.chapter, cell, name, message.format(limit=limit))


REST = "the exercise's cells below it were not run"
ended("kernel-died", "A cell ends its kernel", f"the kernel died in this cell; {REST}")
ended("time-limit", "An exercise runs too long", f"still running when the exercise had taken {{limit}} s; {REST}")


@rule("memory-limit")
def memory_limit(context: Context, name: str) -> Iterator[Finding]:
    """An exercise needs more memory than the limit."""
    limit = context.project.memory_limit
    for executed in context.executed:
        found: set[int | None] = set()
        for cell, peak in zip(executed.chapter.cells, executed.peaks, strict=True):
            if peak > limit and cell.exercise not in found:
                found.add(cell.exercise)
                message = f"the kernel has needed {peak:.0f} MB by here, the limit is {limit} MB"
                yield at_cell(executed.chapter, cell, name, message)


@rule("errors-allowed")
def errors_allowed(context: Context, name: str) -> Iterator[Finding]:
    """An option or a tag lets errors through."""
    for chapter in context.chapters:
        for cell in chapter.cells:
            tags = cell.options.get("tags") or []
            if cell.options.get("error"):
                yield at_cell(chapter, cell, name, "the option 'error: true' lets errors through; remove it")
            if "raises-exception" in ([tags] if isinstance(tags, str) else tags):
                yield at_cell(chapter, cell, name, "the tag 'raises-exception' lets errors through; remove it")
        if lets_errors_through(chapter.front):
            yield at_line(chapter, chapter.front_line("execute", "error"), name, LETS_THROUGH)
    if lets_errors_through(context.project.settings):
        yield Finding(NAME, setting_line(context.project.root, "execute", "error"), name, LETS_THROUGH)


def lets_errors_through(settings: dict[str, Any]) -> bool:
    """Whether settings, or a front matter, let errors through."""
    execute = settings.get("execute")
    return isinstance(execute, dict) and bool(execute.get("error"))


@rule("stderr")
def stderr(context: Context, name: str) -> Iterator[Finding]:
    """A cell writes to stderr: a warning, a log line, an exception in a thread."""
    for executed in context.executed:
        for cell, status, outputs in runs(executed):
            texts = [output.text for output in outputs if output.get("name") == "stderr"]
            if texts and status == "ok":
                lines = [line for line in without_controls("".join(texts)).splitlines() if line.strip()]
                message = f"stderr: {lines[0] if lines else 'blank'}; fix the cause, readers see this"
                yield at_cell(executed.chapter, cell, name, message, detail="\n".join(lines[-TRACEBACK_LINES:]))


def printed(name: str, description: str, pattern: "re.Pattern[str] | None", message: str) -> None:
    """A rule on words in outputs; no pattern: paths of this machine."""

    @rule(name, description)
    def check(context: Context, name: str) -> Iterator[Finding]:
        places = {context.project.root, Path.home(), Path(sys.prefix)}
        # A home of "/" is no path that tells one machine from another
        known = sorted((str(place) for place in places if len(place.parts) > 1), key=len, reverse=True)
        paths = re.compile("|".join([*(rf"(?<![\w/.]){re.escape(p)}(?![\w.-])" for p in known), r"/tmp/ipykernel_\d+"]))
        for executed in context.executed:
            for cell, _, outputs in runs(executed):
                texts = [text_of(output) for output in outputs if output.output_type != "error"]
                match = (pattern or paths).search("\n".join(texts))
                if match:
                    yield at_cell(executed.chapter, cell, name, message.format(found=match[0]))


printed("not-a-number", "An output holds NaN or infinity", NOT_A_NUMBER, "the output holds '{found}'")
printed(
    "memory-address",
    "An output holds a memory address",
    ADDRESS,
    "'{found}' differs on every run; print something else",
)
printed("machine-path", "An output holds a path of the build machine", None, "'{found}' is a path of this machine")


@rule("output-size")
def output_size(context: Context, name: str) -> Iterator[Finding]:
    """A cell's output is too large for a page."""
    limit = context.project.output_limit
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            size = sum(len(text_of(output)) for output in outputs)
            if size > limit:
                yield at_cell(executed.chapter, cell, name, f"{size} characters of output, the limit is {limit}")


@rule("undefined-name")
def undefined_name(context: Context, name: str) -> Iterator[Finding]:
    """A cell needs a name of a later cell or of another exercise."""
    for chapter in context.chapters:
        for exercise in {cell.exercise for cell in chapter.cells}:
            cells = [cell for cell in chapter.cells if cell.exercise == exercise]
            for line, missing in undefined(context.project.render_cache, cells):
                cell = next(cell for cell in cells if cell.line <= line <= cell.end)
                message = f"'{missing}' is not defined above in this exercise, which must run by itself"
                yield at_cell(chapter, cell, name, message, line=line)


def undefined(kept: Path, cells: list[Cell]) -> Iterator[tuple[int, str]]:
    """Names that cells use before they have them, with their lines. kept: as in `render_cache.cached`."""
    if any(cell.tree is None for cell in cells):
        return
    lines = [(number, without_magic(text)) for cell in cells for number, text in cell.numbered_code]
    code = "\n".join(text for _, text in lines)
    known = cached(kept, ["pyflakes", version("pyflakes"), sys.version, code], lambda: undefined_in(code))
    for line, missing in json.loads(known):
        yield lines[line - 1][0], missing


def undefined_in(code: str) -> bytes:
    """Undefined names with their lines as JSON; none in what is no Python."""
    # Imported here, as it takes time that a build with known code does not need
    from pyflakes import checker, messages

    try:
        tree = parse_code(code)
    except SyntaxError:
        return b"[]"
    found = checker.Checker(tree, builtins=KERNEL_NAMES).messages
    return json.dumps(
        [(one.lineno, one.message_args[0]) for one in found if isinstance(one, messages.UndefinedName)]
    ).encode()
