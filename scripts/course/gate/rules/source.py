"""Rules on the text of a chapter: what could not be parsed, and what a reader must not find in it."""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress

from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.execute.environment import shadowing_files
from course.gate.context import Context
from course.gate.raw_html import unbalanced_tags
from course.gate.registry import at_cell, at_line, rule
from course.source.chapters import Chapter
from course.source.markup import Element, read_markup
from course.source.parser import parse_page

WIDTH = 79
# Pandoc's Markdown, where it closes no HTML by itself
AS_WRITTEN = "markdown-native_divs-native_spans"
TAG = re.compile(r"</?[A-Za-z]")
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX)\b|_{4,}")


# Whose findings come from chapters that could not be parsed
PARSER_RULES: set[str] = set()


def unread(name: str, description: str) -> None:
    """A rule that the parser keeps."""
    PARSER_RULES.add(name)

    @rule(name, description)
    def check(context: Context, name: str) -> Iterator[Finding]:
        yield from (found for found in context.unreadable if found.rule == name)


unread("not-utf8", "A chapter or a page is not UTF-8")
unread("front-matter", "A chapter or a page has no front matter, or does not close it")
unread("bad-yaml", "Front matter or cell options are not YAML")
unread("open-fence", "A code fence is not closed")
unread("open-div", "A div is not closed")
unread("stray-div", "A ':::' closes nothing")
unread("exercise-id", "An exercise's heading has no id")


@rule("line-length", f"A line of code is longer than {WIDTH} characters")
def line_length(context: Context, name: str) -> Iterator[Finding]:
    """Refuse long lines."""
    for chapter in context.chapters:
        for cell in chapter.cells:
            for number, line in cell.numbered_code:
                if len(line) > WIDTH:
                    message = f"{len(line)} characters; {WIDTH} fit a phone and a PDF column"
                    yield at_cell(chapter, cell, name, message, line=number)


@rule("placeholder")
def placeholder(context: Context, name: str) -> Iterator[Finding]:
    """Something is left to fill in."""
    for chapter in context.chapters:
        front = enumerate(chapter.text.splitlines()[: chapter.body_line - 1], start=1)
        for number, text in [*front, *chapter.prose]:
            if match := LEFTOVER.search(text):
                yield at_line(chapter, number, name, f"'{match[0]}' is left in the text")
        for cell in chapter.cells:
            for number, text in cell.numbered_code:
                if match := LEFTOVER.search(text):
                    yield at_cell(chapter, cell, name, f"'{match[0]}' is left in the code", line=number)
            # A walk over all code would take a tenth of the gate's time
            for node in ast.walk(cell.tree) if cell.tree and "..." in cell.code else ():
                if not isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign):
                    continue
                if isinstance(node.value, ast.Constant) and node.value.value is Ellipsis:
                    line = cell.code_line + node.lineno - 1
                    yield at_cell(chapter, cell, name, "'...' stands where code should be", line=line)


@rule("duplicate-label")
def duplicate_label(context: Context, name: str) -> Iterator[Finding]:
    """Two cells of the course have the same label."""
    seen: dict[str, str] = {}
    for chapter in context.chapters:
        for cell in chapter.cells:
            if cell.label in seen and "label" in cell.options:
                yield at_cell(chapter, cell, name, f"the label is taken by {seen[cell.label]}")
            seen.setdefault(cell.label, f"{chapter.file}:{cell.line}")


@rule("duplicate-id")
def duplicate_id(context: Context, name: str) -> Iterator[Finding]:
    """Two headings, divs or equations of a chapter have the same id."""
    for chapter in context.chapters:
        seen: dict[str, int] = {}
        for element in context.elements(chapter):
            identifier = element.identifier
            if identifier in seen:
                yield at_line(chapter, element.line, name, f"#{identifier} is taken by line {seen[identifier]}")
            elif identifier:
                seen[identifier] = element.line


@rule("html-parse")
def html_parse(context: Context, name: str) -> Iterator[Finding]:
    """HTML does not parse: a tag is not closed, or closes nothing."""
    project = context.project
    for chapter in context.chapters:
        yield from unbalanced_in(project, chapter, name)
    for path in project.other_pages:
        try:
            yield from unbalanced_in(project, parse_page(path, project.relative(path)), name)
        except CourseError as error:
            yield Finding(project.relative(path), error.line or 1, name, error.message)
    for executed in context.executed:
        for cell, outputs in zip(executed.chapter.cells, executed.outputs, strict=True):
            html = [output.get("data", {}).get("text/html", "") for output in outputs]
            for _, tag in unbalanced_tags((1, text) for text in html):
                yield at_cell(executed.chapter, cell, name, f"in an output, <{tag}> is not closed in its place")


def unbalanced_in(project: Project, page: Chapter, name: str) -> Iterator[Finding]:
    """The findings in the Markdown of one page; the rule `unsupported` reports what Pandoc cannot read."""
    markup: list[Element] = []
    # To ask Pandoc once more takes longer than to see that there is no tag
    if not any(TAG.search(text) for _, text in page.prose):
        return
    with suppress(CourseError):
        markup = read_markup(page, project.render_cache, AS_WRITTEN)
    for line, tag in unbalanced_tags((e.line, e.text) for e in markup if e.feature == "Raw:html"):
        yield at_line(page, line, name, f"<{tag}> is not closed in its place")


@rule("shadowed-package")
def shadowed_package(context: Context, name: str) -> Iterator[Finding]:
    """A file in chapters/ hides a package from the cells."""
    for file in shadowing_files(context.project):
        message = f"it hides the package '{file.name.partition('.')[0]}' from the cells, so none was run; rename it"
        yield Finding(context.project.relative(file), 1, name, message)
