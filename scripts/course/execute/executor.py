"""Execute chapters, as far as the last build has not executed the same."""

from collections.abc import Callable

from course.common.project import Project
from course.execute import notebooks
from course.execute.notebooks import Executed
from course.source.chapters import Chapter


def execute_all(
    project: Project,
    chapters: list[Chapter],
    setup: str,
    jobs: int,
    force: bool,
    on_executed: Callable[[Executed], None],
    *,
    on_kernels_needed: Callable[[], None] = lambda: None,
    for_quarto: bool = False,
) -> list[Executed]:
    """Execute the chapters and return them in their order.

    Args:
        project: The checkout.
        chapters: To execute.
        setup: Source of the engine's setup cell.
        jobs: Kernels at a time.
        force: Whether to execute what is in the cache, too.
        on_executed: Called with each chapter as it is ready.
        on_kernels_needed: Called when some chapters are not in the cache.
        for_quarto: Whether Quarto is to find all of them in its own cache.
    """
    folder, environment = project.cache / "executed", notebooks.environment_digest(project)
    keys = {chapter.stem: notebooks.chapter_digest(chapter, setup, environment) for chapter in chapters}
    results: dict[str, Executed] = {}
    for chapter in chapters if not (force or for_quarto) else []:
        last = notebooks.read_executed(chapter, folder, keys[chapter.stem])
        if last and set(last.status) <= {"ok"}:
            results[chapter.stem] = last
            on_executed(last)
    missing = [chapter for chapter in chapters if chapter.stem not in results]
    if missing:
        on_kernels_needed()
        # Imported here, as it takes time that a build with known outputs does not need
        from course.execute.uncached import execute_missing

        for executed in execute_missing(project, missing, setup, jobs, force, on_executed):
            results[executed.chapter.stem] = executed
            notebooks.write_executed(executed, folder, keys[executed.chapter.stem])
    return [results[chapter.stem] for chapter in chapters]
