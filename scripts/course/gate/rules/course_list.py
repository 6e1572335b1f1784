"""Rules on the course list in _quarto.yml (`course: exercises:`), which names every chapter's exercises in order."""

from collections.abc import Iterator

from course.common.errors import Finding
from course.common.settings import NAME, list_item, setting_line
from course.gate.context import Context
from course.gate.registry import at_line, rule
from course.source.chapters import Chapter


def listed(context: Context, chapter: Chapter) -> list[str]:
    """The titles that the course list has for a chapter."""
    return context.project.exercises.get(chapter.file, [])


@rule("exercise-missing")
def exercise_missing(context: Context, name: str) -> Iterator[Finding]:
    """An exercise of the course list is not in its chapter."""
    for chapter in context.chapters:
        found = {exercise.title for exercise in chapter.exercises}
        for index, title in enumerate(listed(context, chapter)):
            if title not in found:
                advice = "write it there as a '## ' heading, or take this line out"
                message = f"{chapter.file} has no exercise '{title}': {advice}"
                line = setting_line(context.project.root, "course", "exercises", chapter.file, index)
                yield Finding(NAME, line, name, message)


@rule("exercise-unlisted")
def exercise_unlisted(context: Context, name: str) -> Iterator[Finding]:
    """An exercise of a chapter is not in the course list."""
    for chapter in context.chapters:
        titles = listed(context, chapter)
        for exercise in chapter.exercises:
            if exercise.title not in titles:
                message = f"add this line to course: exercises: {chapter.file}: in {NAME}: {list_item(exercise.title)}"
                yield at_line(chapter, exercise.line, name, message)


@rule("exercise-order")
def exercise_order(context: Context, name: str) -> Iterator[Finding]:
    """A chapter's exercises stand in another order than in the course list."""
    for chapter in context.chapters:
        found = [exercise.title for exercise in chapter.exercises]
        expected = [title for title in listed(context, chapter) if title in found]
        actual = [title for title in found if title in expected]
        for exercise_title, expected_title in zip(actual, expected, strict=False):
            if exercise_title != expected_title:
                line = next(e.line for e in chapter.exercises if e.title == exercise_title)
                yield at_line(chapter, line, name, f"the course list has '{expected_title}' here")
                break
