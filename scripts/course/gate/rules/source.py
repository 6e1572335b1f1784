"""Rules on the text of a chapter: what could not be parsed, and what a reader must not find in it."""

import ast
import re
from collections.abc import Iterator

from course.common.errors import Finding
from course.execute.environment import shadowing_files
from course.gate.built_site import unbalanced
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.source.chapters import Chapter

WIDTH = 79
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX)\b|_{4,}")
IDENTIFIER = re.compile(r"\{[^{}]*#(?P<id>[\w-]+)[^{}]*\}")
FRONT_KEYS = {
    "title",
    "subtitle",
    "description",
    "author",
    "date",
    "format",
    "toc",
    "execute",
    "lang",
    "image",
    "keywords",
}
CELL_KEYS = {
    "label", "echo", "eval", "output", "include", "error", "warning", "tags", "classes", "check-allow", "code-fold",
    "code-summary", "fig-cap", "fig-alt", "fig-width", "fig-height", "tbl-cap", "layout-ncol",
}  # fmt: skip


def unread(name: str, description: str) -> None:
    """A rule that the parser keeps: its findings come from chapters that could not be parsed."""

    @rule(name, description)
    def check(context: Context, name: str) -> Iterator[Finding]:
        yield from (found for found in context.unreadable if found.rule == name)


unread("not-utf8", "a chapter is not UTF-8")
unread("front-matter", "a chapter has no front matter, or does not close it")
unread("bad-yaml", "front matter or cell options are not YAML")
unread("open-fence", "a code fence is not closed")
unread("open-div", "a div is not closed")
unread("stray-div", "a ':::' closes nothing")
unread("exercise-id", "an exercise's heading has no id")


@rule("unknown-key", "front matter or cell options have a key that nothing reads")
def unknown_key(context: Context, name: str) -> Iterator[Finding]:
    for chapter in context.chapters:
        lines = chapter.text.splitlines()
        for key in chapter.front.keys() - FRONT_KEYS:
            line = next((n for n, text in enumerate(lines, start=1) if text.startswith(f"{key}:")), 1)
            yield at_line(chapter, line, name, f"'{key}' is not a key of a chapter's front matter")
        for cell in chapter.cells:
            for key in cell.options.keys() - CELL_KEYS:
                offset = next((n for n, text in enumerate(cell.source.splitlines()) if f"{key}:" in text), 0)
                yield at_cell(chapter, cell, name, f"'{key}' is not a cell option", line=cell.line + 1 + offset)


@rule("line-length", f"a line of code is longer than {WIDTH} characters")
def line_length(context: Context, name: str) -> Iterator[Finding]:
    for chapter in context.chapters:
        for cell in chapter.cells:
            for number, line in cell.numbered_code:
                if len(line) > WIDTH:
                    message = f"{len(line)} characters; {WIDTH} fit a phone and a PDF column"
                    yield at_cell(chapter, cell, name, message, line=number)


@rule("placeholder", "something is left to fill in")
def placeholder(context: Context, name: str) -> Iterator[Finding]:
    for chapter in context.chapters:
        for number, text in chapter.prose:
            if match := LEFTOVER.search(text):
                yield at_line(chapter, number, name, f"'{match[0]}' is left in the text")
        for cell in chapter.cells:
            for number, text in cell.numbered_code:
                if match := LEFTOVER.search(text):
                    yield at_cell(chapter, cell, name, f"'{match[0]}' is left in the code", line=number)
            for node in ast.walk(cell.tree or ast.Module([], [])):
                if not isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
                    continue
                if isinstance(node.value, ast.Constant) and node.value.value is Ellipsis:
                    line = cell.code_line + node.lineno - 1
                    yield at_cell(chapter, cell, name, "'...' stands where code should be", line=line)


@rule("duplicate-label", "two cells of the course have the same label")
def duplicate_label(context: Context, name: str) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for chapter in context.chapters:
        for cell in chapter.cells:
            if cell.label in seen and "label" in cell.options:
                yield at_cell(chapter, cell, name, f"the label is taken by {seen[cell.label]}")
            seen.setdefault(cell.label, f"{chapter.file}:{cell.line}")


def identifiers(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """The ids that a chapter's prose gives to headings, divs and spans, with their lines."""
    for number, text in chapter.prose:
        for match in IDENTIFIER.finditer(text):
            yield number, match["id"]


@rule("duplicate-id", "two headings or divs of a chapter have the same id")
def duplicate_id(context: Context, name: str) -> Iterator[Finding]:
    for chapter in context.chapters:
        seen: dict[str, int] = {}
        for number, identifier in identifiers(chapter):
            if identifier in seen:
                yield at_line(chapter, number, name, f"#{identifier} is taken by line {seen[identifier]}")
            seen.setdefault(identifier, number)


@rule("html-parse", "HTML does not parse: a tag is not closed, or closes nothing")
def html_parse(context: Context, name: str) -> Iterator[Finding]:
    for chapter in context.chapters:
        # Engines mend such HTML in different ways, so it is read where it was written
        code = re.compile(r"`[^`]*`|\$[^$]*\$")
        text = "\n".join(code.sub("", line) for _, line in chapter.prose)
        numbers = [number for number, _ in chapter.prose]
        for row, tag in unbalanced(text):
            yield at_line(chapter, numbers[row - 1], name, f"<{tag}> is not closed in its place")
    for page in context.site.pages if context.site else []:
        for row, tag in page.unbalanced:
            yield Finding(page.source, 1, name, f"{page.path}:{row}: <{tag}> is not closed in its place")


@rule("shadowed-package", "a file in chapters/ hides a package from the cells")
def shadowed_package(context: Context, name: str) -> Iterator[Finding]:
    for file in shadowing_files(context.project):
        message = f"it hides the package '{file.name.partition('.')[0]}' from the cells, so none was run; rename it"
        yield Finding(context.project.relative(file), 1, name, message)
