"""One build at a time in a checkout, and nothing left running after it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from course.common import processes
from course.common.console import error
from course.common.errors import CourseError
from course.common.project import Project


@contextmanager
def held(project: Project, say: Callable[[str], None] = error) -> Iterator[None]:
    """Hold the checkout's lock; wait for another build, said in one line. Processes that builds left behind are ended.

    A killed build's lock is free: the operating system lets go of it. A process below one that holds the lock, such as
    the pre-render script of a build with Quarto, shares it. What a preview starts keeps the preview's mark, as it lives
    longer than the lock is held. Raises OSError where the lock cannot be written.
    """
    mark, outer = processes.mark(project), os.environ.get(processes.CHECKOUT)
    if outer == mark:
        yield
        return
    project.cache.mkdir(parents=True, exist_ok=True)
    # The same thread may hold it already
    lock = FileLock(project.cache / "build.lock", is_singleton=True)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        say("Another build is running in this checkout; waiting for it to end ...")
        lock.acquire()
    try:
        processes.end(project)
        if not processes.is_command_mark(project.root, outer):
            os.environ[processes.CHECKOUT] = mark
        try:
            yield
        finally:
            if outer is None:
                del os.environ[processes.CHECKOUT]
            else:
                os.environ[processes.CHECKOUT] = outer
            processes.end(project)
    finally:
        lock.release()


@contextmanager
def alone(root: Path, command: str) -> Iterator[None]:
    """Run as the one preview, or the like, of a checkout, and leave nothing running that it has started.

    What an earlier one left behind when it was killed is ended first. Raises CourseError where another one runs.
    """
    mark, file = processes.command_mark(root, command), root / f".cache/{command}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(file, blocking=False):
            processes.interrupt(mark)
            os.environ[processes.CHECKOUT] = mark
            try:
                yield
            finally:
                processes.interrupt(mark)
    except Timeout:
        raise CourseError(f"a {command} of this checkout is running already; end it first") from None
