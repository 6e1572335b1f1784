"""Rules on what the chapter language supports: markup, cell options, kinds of output."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from course.common.errors import CourseError, Finding
from course.execute.html_outputs import marked
from course.execute.outputs import RICH
from course.gate.context import Context
from course.gate.registry import at_cell, at_line, rule
from course.gate.rules.execution import runs
from course.source.chapters import Chapter
from course.source.language import Row, row_of

ANNOTATION = re.compile(r"#\s*<\d+>\s*$")
# Outputs that need a script, whatever other forms they have
FOREIGN = re.compile(r"application/.*(?:widget|javascript|plotly|vega|bokeh)")


@rule("unsupported")
def unsupported(context: Context, name: str) -> Iterator[Finding]:
    """A chapter uses markup, an option or an output that does not come out right in every product."""
    for chapter in context.chapters:
        yield from in_markup(context, chapter, name)
        yield from in_front(context, chapter, name)
        yield from in_cells(context, chapter, name)
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            for kind in {kind_of(output) for output in outputs}:
                if message := refusal(context, f"output:{kind}", f"an output of the kind {kind}"):
                    yield at_cell(executed.chapter, cell, name, message)


def html_on_paper(context: Context) -> Iterator[Finding]:
    """Findings for a plain `quarto render`, whose PDFs show HTML that is no table as an object's name."""
    message = "in PDFs a plain quarto render loses HTML that is no table; run scripts/build.py, or show Markdown"
    for executed in context.executed:
        for cell, _, outputs in runs(executed):
            if any(marked(output) is not output for output in outputs):
                yield at_cell(executed.chapter, cell, "unsupported", message)


def in_markup(context: Context, chapter: Chapter, name: str) -> Iterator[Finding]:
    """The findings in a chapter's prose."""
    error = context.markup[chapter.file]
    if isinstance(error, CourseError):
        yield at_line(chapter, error.line or 1, name, error.message)
    seen: set[tuple[str, int]] = set()
    for element in context.elements(chapter):
        shown = element.text.splitlines()[0].strip() if element.text.strip() else ""
        value = element.text if "@" in element.feature else None
        message = refusal(context, element.feature, f"'{shown or element.feature}'", value)
        if message and (message, element.line) not in seen:
            seen.add((message, element.line))
            yield at_line(chapter, element.line, name, message)


def in_front(context: Context, chapter: Chapter, name: str) -> Iterator[Finding]:
    """The findings in a chapter's front matter."""
    for key in chapter.front:
        if message := refusal(context, f"front:{key}", f"'{key}:' in the front matter"):
            yield at_line(chapter, chapter.front_line(key), name, message)


def in_cells(context: Context, chapter: Chapter, name: str) -> Iterator[Finding]:
    """The findings in the cells' fences, options and code."""
    for line, fence in chapter.foreign_cells:
        if message := refusal(context, "cell-header", f"'{fence}'"):
            yield at_line(chapter, line, name, message)
    for cell in chapter.cells:
        lines = cell.source.splitlines()
        for key, value in cell.options.items():
            if message := refusal(context, f"option:{key}", f"the cell option '{key}: {value}'", value):
                offset = next((n for n, text in enumerate(lines) if f"{key}:" in text), 0)
                yield at_cell(chapter, cell, name, message, line=cell.line + 1 + offset)
        for number, text in cell.numbered_code:
            if ANNOTATION.search(text) and (message := refusal(context, "code-annotation", f"'{text.strip()}'")):
                yield at_cell(chapter, cell, name, message, line=number)


def refusal(context: Context, feature: str, shown: str, value: object = None) -> str:
    """Why a feature is refused, and what to write instead; empty where it is supported."""
    row = row_of(feature)
    if row is None:
        return f"{shown} is not known to come out right everywhere; see the page For authors for what is"
    if value is not None and row.values and not allowed(row, value):
        return f"{shown}: expected {' or '.join(str(one).lower() for one in row.values)}"
    if row.verdict == "no":
        return f"{shown} is not supported: {row.advice}"
    if row.verdict == "quarto" and "Quarto" not in context.engine:
        return f"{shown} needs Quarto, which the portable engine is not"
    return ""


def allowed(row: Row, value: object) -> bool:
    """Whether a row allows a value."""
    # An attribute is always text; as an option, "true" is none that Quarto reads as one
    return any(value in (one, str(one)) and isinstance(value, str | type(one)) for one in row.values)


def kind_of(output: NotebookNode) -> str:
    """What an output is shown as."""
    if output.output_type in ("stream", "error"):
        return str(output.output_type)
    data = output.get("data", {})
    foreign = next((kind for kind in data if FOREIGN.match(kind)), None)
    return str(foreign or next((kind for kind in RICH if kind in data), None) or next(iter(data), "text/plain"))
