"""Execute chapters, as far as the last build has not executed the same."""

from collections.abc import Callable

from course import notebooks
from course.chapters import Chapter
from course.config import Project
from course.notebooks import Executed


def execute_all(
    project: Project,
    chapters: list[Chapter],
    setup: str,
    jobs: int,
    force: bool,
    done: Callable[[Executed], None],
    *,
    waiting: Callable[[], None] = lambda: None,
    shared: bool = False,
) -> list[Executed]:
    """Execute the chapters and return them in their order.

    setup: source of the engine's setup cell; jobs: kernels at a time; force: execute what is known, too; done: called
    with each chapter as it is ready; waiting: called when some are not known; shared: Quarto is to find them all in its
    cache.
    """
    folder, around = project.cache / "executed", notebooks.fingerprint(project)
    keys = {chapter.stem: notebooks.key(chapter, setup, around) for chapter in chapters}
    results: dict[str, Executed] = {}
    for chapter in chapters if not (force or shared) else []:
        last = notebooks.read(chapter, folder, keys[chapter.stem])
        if last and set(last.status) <= {"ok"}:
            results[chapter.stem] = last
            done(last)
    missing = [chapter for chapter in chapters if chapter.stem not in results]
    if missing:
        waiting()
        # Imported here, as it takes time that a build with known outputs does not need
        from course.missing import execute_missing

        for executed in execute_missing(project, missing, setup, jobs, force, done):
            results[executed.chapter.stem] = executed
            notebooks.save(executed, folder, keys[executed.chapter.stem])
    return [results[chapter.stem] for chapter in chapters]
