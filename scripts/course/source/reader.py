"""Read all chapters of a project; those that cannot be parsed become findings."""

from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.source.chapters import Chapter
from course.source.parser import parse_chapter


def read_chapters(project: Project) -> tuple[list[Chapter], list[Finding]]:
    """Parse the chapters.

    Args:
        project: The checkout.

    Returns:
        All chapters that can be parsed, in order, and a finding for each that cannot.
    """
    parsed: list[Chapter] = []
    unreadable: list[Finding] = []
    for path in project.chapters:
        try:
            parsed.append(parse_chapter(path, project.relative(path)))
        except CourseError as error:
            unreadable.append(Finding(str(error.file), error.line or 1, error.rule or "unread", error.message))
    return parsed, unreadable
