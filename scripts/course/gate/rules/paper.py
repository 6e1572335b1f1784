"""Rules on the chapters' PDFs: what is in them, and whether it can be read there."""

from collections.abc import Iterator
from unicodedata import normalize

from course.common.errors import Finding
from course.execute.notebooks import Executed
from course.execute.outputs import text_of
from course.gate.context import Context
from course.gate.paper import read_paper, without_glyph
from course.gate.registry import at_cell, at_line, rule
from course.gate.rules.execution import runs
from course.source.chapters import Chapter
from course.source.nearest import nearest_line

# So much of a line's text tells from which output it comes
TELLING = 12


def papers(context: Context) -> Iterator[tuple[Executed, dict[str, object]]]:
    """The chapters with what their PDFs hold, those without a PDF left out."""
    for executed in context.executed if context.site else []:
        file = context.site.root / "chapters" / f"{executed.chapter.stem}.pdf" if context.site else None
        if file and file.is_file():
            yield executed, read_paper(file.read_bytes(), context.project.render_cache)


@rule("pdf")
def pdf(context: Context, name: str) -> Iterator[Finding]:
    """A chapter's PDF is missing, has no text, or lacks one of its exercises."""
    texts = {executed.chapter.file: plain(str(paper["text"])) for executed, paper in papers(context)}
    for chapter in context.chapters if context.site else []:
        if chapter.file not in texts:
            yield at_line(chapter, 1, name, "the chapter has no PDF")
            continue
        words = {element.line: element.words for element in context.elements(chapter) if element.feature == "Header"}
        for exercise in chapter.exercises:
            if any(plain(part) not in texts[chapter.file] for part in words.get(exercise.line, ())):
                yield at_line(chapter, exercise.line, name, "the exercise is not in the chapter's PDF")


def plain(text: str) -> str:
    """The letters and digits of a text, which quotes, spaces and fonts, those of formulas too, leave as they are."""
    return "".join(character for character in normalize("NFKC", text).casefold() if character.isalnum())


@rule("pdf-layout")
def pdf_layout(context: Context, name: str) -> Iterator[Finding]:
    """A PDF's page is a third empty, ends with a title, or has something in its margin or over something else."""
    messages = {
        "beyond": "reaches into the margin; make it narrower: fewer columns, shorter words, a smaller figure",
        "covered": "is printed over something else; leave out what moves or overlaps it",
        "empty": "is followed by an empty third of the page; make what comes next smaller, or let it be parted",
        "alone": "is a title with nothing below it; write a sentence there",
    }
    for executed, paper in papers(context):
        own_breaks = any(element.feature == "shortcode:pagebreak" for element in context.elements(executed.chapter))
        for kind, message in messages.items():
            if kind == "empty" and own_breaks:
                continue
            places = paper[kind]
            assert isinstance(places, list)
            for number, text in places:
                yield located(executed, text, name, f"page {number} of the PDF: '{text[:60]}' {message}")


def located(executed: Executed, text: str, name: str, message: str) -> Finding:
    """A finding at the cell whose output has a line of a PDF, else at the nearest line of the source."""
    wanted = plain(text)[:TELLING]
    for cell, _, outputs in runs(executed):
        if wanted and any(wanted in plain(text_of(output)) for output in outputs):
            return at_cell(executed.chapter, cell, name, message)
    lines = executed.chapter.text.splitlines()
    same = next((n for n, line in enumerate(lines, start=1) if wanted and wanted in plain(line)), None)
    return at_line(executed.chapter, same or nearest_line(text, executed.chapter.text), name, message)


@rule("missing-glyph")
def missing_glyph(context: Context, name: str) -> Iterator[Finding]:
    """A character is in no font of the PDFs, such as an emoji or one of another script."""
    for executed, paper in papers(context):
        if not paper["missing"]:
            continue
        chapter, places = executed.chapter, characters(executed)
        lacking = without_glyph(sorted(places))
        for character in sorted(lacking):
            message = f"'{character}' is in no font of the PDFs; write it in words, or leave it out"
            yield at_line(chapter, places[character], name, message)
        if not lacking:
            yield at_line(chapter, 1, name, "the PDF shows a character that is in none of its fonts")


def characters(executed: Executed) -> dict[str, int]:
    """The characters beyond ASCII that a chapter or its outputs hold, each with its first line."""
    found: dict[str, int] = {}
    for number, line in lines_of(executed.chapter, executed):
        for character in line:
            if not character.isascii() and character.isprintable():
                found.setdefault(character, number)
    return found


def lines_of(chapter: Chapter, executed: Executed) -> Iterator[tuple[int, str]]:
    """The lines of a chapter, and those of its outputs with their cells' lines."""
    yield from enumerate(chapter.text.splitlines(), start=1)
    for cell, _, outputs in runs(executed):
        yield from ((cell.line, text_of(output)) for output in outputs)
