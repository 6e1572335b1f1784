"""Execute chapters, several at a time, each in a kernel of its own; what is known is not executed again."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from course import leftovers, notebooks
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
    shared: bool = False,
) -> list[Executed]:
    """Execute the chapters and return them in their order.

    setup: source of the engine's setup cell; jobs: kernels at a time; force: execute what is known, too; done: called
    with each chapter as it is ready; shared: Quarto is to find them all in its cache.
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
    for executed in execute_missing(project, missing, setup, jobs, force, done) if missing else []:
        results[executed.chapter.stem] = executed
        notebooks.save(executed, folder, keys[executed.chapter.stem])
    return [results[chapter.stem] for chapter in chapters]


def execute_missing(
    project: Project, chapters: list[Chapter], setup: str, jobs: int, force: bool, done: Callable[[Executed], None]
) -> list[Executed]:
    """Chapters that the last build did not execute, from the cache or from kernels. Parameters: as above."""
    # Imported here, as they take time that a build with known outputs does not need
    from course.cache import Cache
    from course.kernels import execute

    cache = Cache(project)
    sources = {chapter.stem: notebooks.build(chapter, setup) for chapter in chapters}
    results: list[Executed] = []
    missing: list[Chapter] = []
    for chapter in chapters:
        found = None if force else cache.find(sources[chapter.stem])
        if found is None:
            missing.append(chapter)
            continue
        outputs = [cell.outputs for cell in found.cells[1:]]
        peaks = found.metadata.get("course", {}).get("peaks", [0.0] * len(outputs))
        results.append(Executed(chapter, ["ok"] * len(outputs), outputs, peaks, True, 0.0))
        done(results[-1])
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(execute, project, chapter, sources[chapter.stem]) for chapter in missing]
        try:
            for future in futures:
                executed = future.result()
                if set(executed.status) == {"ok"}:
                    cache.store(sources[executed.chapter.stem], uri=executed.chapter.file)
                results.append(executed)
                done(executed)
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
        leftovers.end(project)
