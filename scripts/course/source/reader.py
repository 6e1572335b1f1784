"""Read all chapters of a project; chapters and pages that cannot be parsed become findings."""

from course.common.errors import CourseError, Finding
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
    for path in project.other_pages:
        file = project.relative(path)
        try:
            front_matter(read_text(path, file).splitlines(), file)
        except CourseError as error:
            unreadable.append(finding_of(error))
    return parsed, unreadable


def finding_of(error: CourseError) -> Finding:
    """An error as a finding; one without a place is about the settings."""
    file = str(error.file or NAME)
    rule = error.rule or ("settings" if file == NAME else "unread")
    return Finding(file, error.line or 1, rule, error.message, cell=error.cell or "")
