"""End the processes that cells or a killed build left behind, where nothing else has.

They are known by two variables in the environment that every process of a build inherits. So one that has left its
kernel's process group, or whose parents are gone, is found as well; and nobody else's process ever matches.
"""

import os
import signal
import time
from pathlib import Path

import psutil

from course.common.project import Project

CHECKOUT = "COURSE_BUILD"
KERNEL = "COURSE_KERNEL"
SECONDS_TO_END = 5
SECONDS_BETWEEN_LOOKS = 0.01
LOOKS = 10


def mark(project: Project) -> str:
    """What CHECKOUT is in every process that a build of this checkout starts."""
    return str(project.root)


def command_mark(root: Path, command: str) -> str:
    """What CHECKOUT is in every process of a preview or the like: builds end what builds have left, but not these."""
    return f"{root}#{command}"


def is_command_mark(root: Path, mark: str | None) -> bool:
    """Whether a value of CHECKOUT is one of those that `command_mark` gives."""
    return mark is not None and mark.startswith(command_mark(root, ""))


def end(project: Project, kernel: str | None = None) -> None:
    """Kill the processes of this checkout's build, or only those of one kernel, and wait until they are gone.

    kernel: What KERNEL is in its environment.
    """
    # A preview's kernels carry its mark
    checkout = os.environ.get(CHECKOUT, mark(project)) if kernel else mark(project)
    # One that is killed may have started another since the look
    for _ in range(LOOKS):
        found = [process for process in psutil.process_iter() if belongs(process, checkout, kernel)]
        if not found:
            return
        kill(found)


def interrupt(checkout: str) -> None:
    """Ask all processes with this value of CHECKOUT to end, as Ctrl-C does, and kill those that do not."""
    found = [process for process in psutil.process_iter() if belongs(process, checkout, None)]
    for process in found:
        try:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        except psutil.NoSuchProcess:
            pass
    kill(still_running(found))


def kill(processes: list[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass
    still_running(processes)


def still_running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those of some processes that run after a while; it ends when none does.

    Their exit codes are left to their parents, unlike by psutil's own wait: to a thread of this process that waits for
    a killed program, it would have ended well.
    """
    end = time.monotonic() + SECONDS_TO_END
    while (running := [process for process in processes if not has_ended(process)]) and time.monotonic() < end:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return running


def has_ended(process: psutil.Process) -> bool:
    """Whether a process has ended, though its parent may not have asked for its exit code yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def belongs(process: psutil.Process, checkout: str, kernel: str | None) -> bool:
    """Whether a process was started by the build, or by one of its kernels, and is not this process itself."""
    if process.pid == os.getpid():
        return False
    try:
        environment = process.environ()
    except (psutil.Error, OSError):
        return False
    return environment.get(CHECKOUT) == checkout and kernel in (None, environment.get(KERNEL))
