"""End the processes that cells or a killed build left behind, where nothing else has.

They are known by two variables in the environment that every process of a build inherits. So one that has left its
kernel's process group, or whose parents are gone, is found as well; and nobody else's process ever matches.
"""

import os
import signal
from pathlib import Path

import psutil

from course.common.project import Project

CHECKOUT = "COURSE_BUILD"
KERNEL = "COURSE_KERNEL"
SECONDS_TO_END = 5
LOOKS = 10


def mark(project: Project) -> str:
    """What CHECKOUT is in every process that a build of this checkout starts."""
    return str(project.root)


def command_mark(root: Path, command: str) -> str:
    """What CHECKOUT is in every process of a preview or the like: builds end what builds have left, but not these."""
    return f"{root}#{command}"


def end(project: Project, kernel: str | None = None, session: int | None = None) -> None:
    """Kill the processes of this checkout's build, or only those of one kernel, and wait until they are gone.

    kernel: the name of its unit; session: its session id, for processes that were started with another environment.
    """
    # A preview's kernels carry its mark
    checkout = os.environ.get(CHECKOUT, mark(project)) if kernel else mark(project)
    # One that is killed may have started another since the look
    for _ in range(LOOKS):
        found = [process for process in psutil.process_iter() if belongs(process, checkout, kernel, session)]
        if not found:
            return
        kill(found)


def interrupt(checkout: str) -> None:
    """Ask all processes with this value of CHECKOUT to end, as Ctrl-C does, and kill those that do not."""
    found = [process for process in psutil.process_iter() if belongs(process, checkout, None, None)]
    for process in found:
        try:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        except psutil.NoSuchProcess:
            pass
    kill(psutil.wait_procs(found, timeout=SECONDS_TO_END)[1])


def kill(processes: list[psutil.Process]) -> None:
    """Kill processes and wait until they are gone."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass
    psutil.wait_procs(processes, timeout=SECONDS_TO_END)


def belongs(process: psutil.Process, checkout: str, kernel: str | None, session: int | None) -> bool:
    """Whether a process was started by the build, or by one of its kernels, and is not this process itself."""
    if process.pid == os.getpid():
        return False
    try:
        if session is not None and hasattr(os, "getsid") and os.getsid(process.pid) == session:
            return True
        environment = process.environ()
    except (psutil.Error, OSError):
        return False
    return environment.get(CHECKOUT) == checkout and kernel in (None, environment.get(KERNEL))
