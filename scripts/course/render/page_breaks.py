"""Where a page may end within code: between statements, which only Python's own grammar tells."""

import ast
from collections.abc import Iterator

from course.source.chapters import parse_code

# Begins a line before which a page may end; typst.lua takes it out. It is in no one's code
MARK = "\u2063"
# Lines that stay together: the whole of code or of a statement that has no more, and at the head and the foot of code
TOGETHER, EDGE = 12, 3
# Lines of a statement that would leave too much of a page empty
TALL = 20


def marked(code: str) -> str:
    """Code with MARK before each line at which a page may begin; as it is where it is no Python.

    Args:
        code: A cell's, without its options.

    Returns:
        As many lines.
    """
    lines = code.splitlines()
    if len(lines) <= TOGETHER:
        return code
    try:
        body = parse_code(code).body
    except SyntaxError:
        return code
    allowed = {line for line in starts(body, lines) if EDGE < line <= len(lines) - EDGE + 1}
    return "\n".join(f"{MARK}{line}" if number in allowed else line for number, line in enumerate(lines, start=1))


def starts(statements: list[ast.stmt], lines: list[str]) -> Iterator[int]:
    """The lines at which statements begin, and in long ones those within."""
    for statement in statements:
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", []))])
        while first > 1 and lines[first - 2].lstrip().startswith("#"):
            first -= 1
        yield first
        length = (statement.end_lineno or first) - first
        blocks = list(blocks_of(statement)) if length >= TOGETHER else []
        for block in blocks:
            # A block's first statement stays with what leads to it
            yield from (line for line in starts(block, lines) if line > block[0].lineno)
        if not blocks and length >= TALL:
            yield from range(first, first + length)


def blocks_of(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement."""
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for case in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield case.body
