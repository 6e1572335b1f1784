"""What a page needs of each exercise: the code before the learner's, what that starts from, and the check."""

from collections.abc import Iterator

from course.execute.units import code_to_run
from course.source.chapters import Chapter
from course.source.scaffold import empty_answer


def tasks(chapter: Chapter) -> Iterator[tuple[str, dict[str, str]]]:
    """The code of a chapter's exercises and of the further tasks in them, which go on from the published answers.

    Each with the key by which progress knows it: "01-title#id".
    """
    for index, exercise in enumerate(chapter.exercises):
        before = ""
        for number, task in enumerate(exercise.tasks):
            code = {
                part: "\n\n".join(filter(None, map(code_to_run, chapter.cells_of(index, part, number))))
                for part in ("given", "answer", "check")
            }
            given = f"{before}\n\n{code['given']}".strip("\n")
            scaffold = empty_answer(chapter, index, number)
            yield f"{chapter.stem}#{task.id}", {"given": given, "scaffold": scaffold, "check": code["check"]}
            before = f"{given}\n\n{code['answer']}"
