"""What a reader is asked to do in the course: each exercise, and each further task below an exercise's explanation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from course.bootstrap import ROOT
from course.common.project import load_project
from course.source.chapters import Chapter, Exercise
from course.source.reader import read_chapters
from course.source.scaffold import empty_answer

# What every task has, in this order
PARTS = ("instructions", "given", "answer", "check", "explanation")
# A further task's own heading
HEADING = re.compile(r"### .*\{#(?P<id>[\w-]+)\}\s*")


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
def tasks() -> list[Task]:
    """All tasks of the course, in their order."""
    chapters, unreadable = read_chapters(load_project(ROOT))
    assert not unreadable
    return [task for chapter in chapters for exercise in chapter.exercises for task in tasks_of(chapter, exercise)]


def tasks_of(chapter: Chapter, exercise: Exercise) -> Iterator[Task]:
    """An exercise, and its further tasks."""
    lines = chapter.text.splitlines()
    index = chapter.exercises.index(exercise)
    heads = [(exercise.line, exercise.id)]
    for number in range(exercise.line, exercise.end + 1):
        match = HEADING.fullmatch(lines[number - 1])
        if match and any(part.line > number for part in exercise.parts):
            heads.append((number, match["id"]))
    ends = [line for line, _ in heads[1:]] + [exercise.end + 1]
    before = ""
    for (start, name), end in zip(heads, ends, strict=True):
        parts = {p.name: p for p in exercise.parts if start <= p.line < end}
        code = {
            part: "\n".join(c.code for c in chapter.cells if start <= c.line < end and c.part == part)
            for part in ("given", "answer", "check")
        }
        asked = parts["instructions"]
        given = f"{before}\n{code['given']}"
        text = "\n".join(lines[asked.line : asked.end - 1])
        empty = empty_answer(replace(chapter, cells=[c for c in chapter.cells if start <= c.line < end]), index)
        yield Task(name, exercise.number, text, given, code["answer"], code["check"], empty)
        before = f"{given}\n{code['answer']}"
