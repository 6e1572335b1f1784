"""What a page needs of each exercise: the code before the learner's, what that starts from, and the check."""

from collections.abc import Iterator
from dataclasses import dataclass

from course.execute.units import code_to_run
from course.source.chapters import Chapter
from course.source.scaffold import empty_answer


@dataclass(frozen=True)
class Task:
    """The code of an exercise, or of a further task in it, which starts from what was published before it."""

    given: str
    scaffold: str
    check: str


def exercises(chapters: list[Chapter]) -> dict[str, Task]:
    """The tasks, by the chapter's name and the id of their headings, as progress knows them: "01-title#id"."""
    return {key: task for chapter in chapters for key, task in tasks_of(chapter)}


def tasks_of(chapter: Chapter) -> Iterator[tuple[str, Task]]:
    """The tasks of a chapter."""
    for index, exercise in enumerate(chapter.exercises):
        before: list[str] = []
        for number, task in enumerate(exercise.tasks):
            given, answer, check = (
                "\n\n".join(filter(None, (code_to_run(cell) for cell in chapter.cells_of(index, part, number))))
                for part in ("given", "answer", "check")
            )
            before.append(given)
            scaffold = empty_answer(chapter, index, number)
            yield f"{chapter.stem}#{task.id}", Task("\n\n".join(before), scaffold, check)
            before.append(answer)
