"""Fenced code and comments in Markdown, with their lines; fences for texts."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from course.common.errors import CourseError

CELL_INFO = re.compile(r"\{python\}\s*")


@lru_cache(maxsize=64)
def blocks(body: str) -> list[Token]:
    """The blocks of a text, without what stands in its lines. Several callers ask for those of a chapter."""
    return MarkdownIt("commonmark").disable("inline").parse(body)


def code_fences(body: str, first_line: int, file: str) -> list[tuple[int, int, str]]:
    """First line, last line and info string of every fenced code block. Raises CourseError where one is not closed."""
    lines = body.splitlines()
    found = []
    for token in blocks(body):
        if token.type != "fence" or not token.map:
            continue
        start, end = token.map
        # In a quote each line begins with its mark
        closed = end - start > 1 and lines[end - 1].lstrip(" \t>").startswith(token.markup)
        swallowed = CELL_INFO.fullmatch(token.info.strip()) and re.search(r"^```+\{", token.content, re.MULTILINE)
        if not closed or swallowed:
            line = start + first_line
            raise CourseError("this code fence is not closed", file=file, line=line, rule="open-fence")
        found.append((start + first_line, end + first_line - 1, token.info.strip()))
    return found


def comments(body: str, first_line: int) -> set[int]:
    """The lines of the comments that begin a line, such as those around a draft."""
    found: set[int] = set()
    for token in blocks(body):
        if token.type == "html_block" and token.map and token.content.lstrip().startswith("<!--"):
            start, end = token.map
            found.update(range(start + first_line, end + first_line))
    return found


def fence_around(text: str) -> str:
    """A fence longer than any in a text, which can stand between two of it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    return "`" * (longest + 1)
