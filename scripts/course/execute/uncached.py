"""Chapters that the last build did not execute: from the cache, or several at a time, each in a kernel of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait

from course.common import processes
from course.common.project import Project
from course.execute import notebooks
from course.execute.cache import Cache
from course.execute.kernels import execute
from course.execute.notebooks import Executed
from course.source.chapters import Chapter


def execute_missing(
    project: Project,
    chapters: list[Chapter],
    setup: str,
    jobs: int,
    force: bool,
    on_executed: Callable[[Executed], None],
) -> list[Executed]:
    """The chapters, executed. Parameters: as for `execute.execute_all`."""
    cache = Cache(project)
    sources = {chapter.stem: notebooks.unexecuted_notebook(chapter, setup) for chapter in chapters}
    results: list[Executed] = []
    missing: list[Chapter] = []
    for chapter in chapters:
        found = None if force else cache.find(sources[chapter.stem])
        if found is None:
            missing.append(chapter)
            continue
        outputs = [cell.outputs for cell in found.cells[1:]]
        peaks = found.metadata.get("course", {}).get("peaks", [0.0] * len(outputs))
        results.append(Executed(chapter, ["ok"] * len(outputs), outputs, peaks, True, 0.0, setup))
        on_executed(results[-1])
    # The one with the most code first: what is short fills the time in which the last one still runs
    missing.sort(key=lambda chapter: sum(len(cell.code) for cell in chapter.cells), reverse=True)
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(execute, project, chapter, sources[chapter.stem]) for chapter in missing]
        try:
            for future in as_completed(futures):
                executed = future.result()
                if set(executed.status) == {"ok"}:
                    cache.store(sources[executed.chapter.stem], uri=executed.chapter.file)
                results.append(executed)
                on_executed(executed)
        except BaseException:
            stop(project, pool, futures)
            raise
    return results


def stop(project: Project, pool: ThreadPoolExecutor, futures: list[Future[Executed]]) -> None:
    """End the kernels, after Ctrl-C for instance: the pool would wait until their chapters have run to the end."""
    pool.shutdown(wait=False, cancel_futures=True)
    # What was cancelled before it began is never done in the eyes of `wait`
    running = [future for future in futures if not future.cancelled()]
    while wait(running, timeout=0.2).not_done:
        processes.end(project)
