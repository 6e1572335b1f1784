"""Processes that must not outlive what started them: finding those that do, and ending them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from course.common import processes


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs; one that has ended counts as dead before its parent has noticed."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def marked(root: Path) -> list[psutil.Process]:
    """The processes that builds of a checkout started and that still run, each with its name in `info`."""
    return [p for p in psutil.process_iter(["name"]) if processes.belongs(p, str(root), None)]


def with_argument(text: str) -> list[psutil.Process]:
    """The living processes that have a text among their arguments."""
    return [p for p in psutil.process_iter(["cmdline"]) if text in (p.info["cmdline"] or []) and is_alive(p)]


@contextmanager
def none_left(find: Callable[[], list[psutil.Process]]) -> Iterator[None]:
    """Kill the processes that are found at the end, however the block ends."""
    try:
        yield
    finally:
        processes.kill(find())
