"""What a build will ask programs for, made while other chapters are still executed: `memo` keeps it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from course.config import Project
from course.errors import CourseError
from course.notebooks import Executed
from course.portable.build import page
from course.portable.markdown import executed_markdown
from course.portable.pdf import body, chapter_pdf, staging


@contextmanager
def ahead(project: Project) -> Iterator[Callable[[Executed], None]]:
    """Gives a function that renders an executed chapter soon, one after the other, beside the others' kernels.

    It passes by chapters from the cache: maybe nothing has to be rendered at all. What has not begun at the end is
    left to the build, and so is telling what fails.
    """
    folder = staging(project, "ahead")

    def add(executed: Executed) -> None:
        if executed.cached:
            return
        text, stem = executed_markdown(executed, folder), executed.chapter.stem
        pool.submit(quietly, lambda: page(project, text, stem))
        pool.submit(quietly, lambda: body(project, executed, text))
        pool.submit(quietly, lambda: chapter_pdf(project, stem, text, folder))

    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            yield add
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def quietly(work: Callable[[], object]) -> None:
    """Do work of which a failure does not matter now."""
    with suppress(CourseError, OSError):
        work()
