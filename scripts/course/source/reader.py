"""Read all chapters of a project; chapters and pages that cannot be parsed become findings."""

from pathlib import Path

from course.common.errors import CourseError, Finding
from course.common.files import is_temporary
from course.common.project import Project
from course.common.settings import NAME, read_text
from course.source.chapters import Chapter
from course.source.parser import front_matter, parse_chapter


def read_chapters(project: Project) -> tuple[list[Chapter], list[Finding]]:
    """Parse the chapters.

    Args:
        project: The checkout.

    Returns:
        All chapters that can be parsed, in order, and a finding for each file that cannot, pages included.
    """
    parsed: list[Chapter] = []
    unreadable: list[Finding] = []
    for path in project.chapters:
        try:
            parsed.append(parse_chapter(path, project.relative(path)))
        except CourseError as error:
            unreadable.append(finding_of(error))
    for path in page_files(project.root):
        file = project.relative(path)
        try:
            front_matter(read_text(path, file).splitlines(), file)
        except CourseError as error:
            unreadable.append(finding_of(error))
    return parsed, unreadable


def page_files(root: Path) -> list[Path]:
    """The pages that are no chapters."""
    found = [*root.glob("*.qmd"), *(root / "pages").glob("*.qmd")]
    return sorted(file for file in found if not is_temporary(file.name))


def finding_of(error: CourseError) -> Finding:
    """An error as a finding; one without a place is about the settings."""
    file = str(error.file or NAME)
    rule = error.rule or ("settings" if file == NAME else "unread")
    return Finding(file, error.line or 1, rule, error.message, cell=error.cell or "")
