"""Set documents in Typst as PDFs: the course's for both engines, chapters' for the portable one."""

from pathlib import Path
from typing import Any, Final

from course.common.errors import CourseError
from course.common.project import Project
from course.common.render_cache import cached
from course.common.versions import version
from course.render.compress import compressed_pdf
from course.source.nearest import nearest_place, quoted_line

COURSE = "course.pdf"
# What the PDFs keep to, as _quarto.yml says it to Quarto
STANDARD: Final = "ua-1"
# What Typst says of a character that the standard forbids, as no font has it
NO_GLYPH = "could not be displayed with font"


def set_pdf(project: Project, text: str, source: Path) -> bytes:
    """Set a document and compress it.

    Args:
        project: The checkout.
        text: The document in Typst.
        source: The file that it takes for that time, beside its figures and next to assets/.

    Returns:
        The PDF.

    Raises:
        CourseError: Typst refuses the document.
    """
    root = source.parents[1]
    beside = (file for file in source.parent.rglob("*") if file.suffix not in (".typ", ".pdf") and file.is_file())
    figures = sorted(file for file in beside if file.name in text)
    images = sorted((root / "assets/images").glob("*"))
    made = project.environment().get("SOURCE_DATE_EPOCH", "0")
    inputs: list[str | bytes] = [version("typst"), STANDARD, made, text]
    for file in [*figures, *images]:
        inputs += [file.relative_to(root).as_posix(), file.read_bytes()]
    pdf = cached(project.render_cache, inputs, lambda: compile_typst(project, text, source, int(made)))
    return compressed_pdf(pdf, project.render_cache)


def compile_typst(project: Project, text: str, source: Path, made: int) -> bytes:
    """Run Typst. made: the PDF's date in seconds since 1970, as figures have it. Raises CourseError at its source."""
    # Imported here, as it takes time that a build with known PDFs does not need
    import typst

    source.write_text(text, encoding="utf-8")

    def compiled(standards: list[Any]) -> bytes:
        root = source.parents[1]
        return typst.compile(source, root=root, ignore_system_fonts=True, timestamp=made, pdf_standards=standards)

    try:
        try:
            return compiled([STANDARD])
        except typst.TypstError as error:
            if NO_GLYPH not in error.diagnostic:
                raise
            # The gate names every character that no font has, and its place
            return compiled([])
    except typst.TypstError as error:
        raise typst_refusal(project, error.diagnostic, text, source.stem) from None
    finally:
        source.unlink()


def typst_refusal(project: Project, complaint: str, text: str, stem: str) -> CourseError:
    """What Typst says about a document, at the line of the chapter that it comes from. stem: of the chapter's name."""
    words = quoted_line(complaint, text)
    own = [file for file in project.chapters if file.stem == stem]
    found = nearest_place(words, own or project.chapters)
    message = f"the PDF cannot be set: {complaint.splitlines()[0].removeprefix('error: ')}"
    if not found:
        return CourseError(message)
    return CourseError(message, file=project.relative(found[0]), line=found[1], rule="not-rendered")
