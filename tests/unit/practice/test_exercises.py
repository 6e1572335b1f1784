"""The code that a page gets of each exercise."""

from course.practice import exercises
from tasks import chapters, tasks


def test_every_task_has_what_practice_notebooks_and_pages_have() -> None:
    made = {key.partition("#")[2]: code for chapter in chapters() for key, code in exercises.tasks(chapter)}
    assert list(made) == [task.id for task in tasks()]
    for task in tasks():
        assert made[task.id]["scaffold"] == task.empty and made[task.id]["check"].split() == task.check.split()
        assert made[task.id]["given"].split() == task.given.split()


def test_a_further_task_goes_on_from_the_published_answer() -> None:
    chapter = next(chapter for chapter in chapters() if chapter.stem.startswith("02-"))
    made = dict(exercises.tasks(chapter))
    line = next(task.answer for task in tasks() if task.id == "training-loop").splitlines()[0]
    assert line in made[f"{chapter.stem}#classifier"]["given"]
    assert line not in made[f"{chapter.stem}#training-loop"]["given"]
