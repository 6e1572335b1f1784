"""What a reader is asked to do in the course: each exercise, and each further task below an exercise's explanation."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from course.bootstrap import ROOT
from course.common.project import load_project
from course.source.chapters import Chapter, Exercise
from course.source.reader import read_chapters
from course.source.scaffold import empty_answer


@dataclass(frozen=True)
class Task:
    """A task, with the code that belongs to it.

    Attributes:
        id: Of its heading.
        number: Of its exercise, such as "1.2".
        instructions: Their text.
        given: The code that is there before the answer; for a further task its exercise's given and answer as well.
        answer: The published one.
        check: The code that judges an answer.
        empty: What a practice notebook has in place of the answer.
    """

    id: str
    number: str
    instructions: str
    given: str
    answer: str
    check: str
    empty: str

    @property
    def chapter(self) -> str:
        """The number of its chapter."""
        return self.number.partition(".")[0]


@cache
def chapters() -> list[Chapter]:
    """The course's chapters."""
    found, unreadable = read_chapters(load_project(ROOT))
    assert not unreadable
    return found


@cache
def tasks() -> list[Task]:
    """All tasks of the course, in their order."""
    return [task for chapter in chapters() for exercise in chapter.exercises for task in tasks_of(chapter, exercise)]


def tasks_of(chapter: Chapter, exercise: Exercise) -> Iterator[Task]:
    """An exercise, and its further tasks."""
    index = chapter.exercises.index(exercise)
    before = ""
    for number, task in enumerate(exercise.tasks):
        code = {
            part: "\n".join(cell.code for cell in chapter.cells_of(index, part, number))
            for part in ("given", "answer", "check")
        }
        given = f"{before}\n{code['given']}"
        asked = text_of(chapter, exercise, number, "instructions")
        empty = empty_answer(chapter, index, number)
        yield Task(task.id, exercise.number, asked, given, code["answer"], code["check"], empty)
        before = f"{given}\n{code['answer']}"


def text_of(chapter: Chapter, exercise: Exercise, task: int, part: str) -> str:
    """The source of one part of a task, empty where it has none."""
    lines = chapter.text.splitlines()
    found = [one for one in exercise.tasks[task].parts if one.name == part]
    return "\n".join("\n".join(lines[one.line : one.end - 1]) for one in found)
