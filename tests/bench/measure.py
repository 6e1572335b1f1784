"""One run of a program, measured from outside: seconds, processor time; its processes' kernels, forks and memory."""

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from course.common import processes

INTERVAL = 0.05  # seconds between two looks at the processes
MEMORY_EVERY = 6  # looks, as memory takes longer to find out
LONGEST = 1800  # seconds after which a run is ended
# In the command lines of a kernel that is started as a program, and of a server that forks kernels
KERNEL = re.compile("ipykernel_launcher")
FORK_SERVER = re.compile("fork_?server")


@dataclass(frozen=True)
class Processes:
    """What was seen of a run's processes.

    Attributes:
        kernels: How many were started as programs.
        forks: How many kernels were forked.
        megabytes: The most that all processes needed at a time.
    """

    kernels: int
    forks: int
    megabytes: float


@dataclass(frozen=True)
class Run:
    """How a run went.

    Attributes:
        code: Its exit code, None where it did not end in time.
        output: What it printed.
        seconds: On the clock.
        processor: Seconds of all its processes that ended (0 where the system does not tell).
        processes: What was seen of them, None where nobody looked.
    """

    code: int | None
    output: str
    seconds: float
    processor: float
    processes: Processes | None


def run_program(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    *,
    watch: bool = False,
    limit: float = LONGEST,
) -> Run:
    """Run a command in a folder.

    Args:
        command: The program and its arguments.
        folder: In which it runs.
        environment: All of its environment.
        watch: Whether to look at its processes meanwhile, which makes it slower.
        limit: Seconds after which it is ended.

    Returns:
        How it went.
    """
    with tempfile.TemporaryFile() as output:
        before, start = children_seconds(), time.monotonic()
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        watcher = Watcher(process.pid)
        if watch:
            watcher.start()
        try:
            code = wait(process, limit)
        finally:
            watcher.ended.set()
        seconds, processor = time.monotonic() - start, children_seconds() - before
        if watch:
            watcher.join()
        output.seek(0)
        printed = output.read().decode("utf-8", errors="replace")
    return Run(code, printed, seconds, processor, watcher.seen() if watch else None)


def wait(process: subprocess.Popen[bytes], limit: float) -> int | None:
    """The exit code; None, with all its processes killed, where it takes longer than the limit, in seconds.

    Ctrl-C kills them as well.
    """
    try:
        return process.wait(limit)
    except BaseException as problem:
        processes.kill(tree(process.pid))
        process.wait()
        if isinstance(problem, subprocess.TimeoutExpired):
            return None
        raise


def children_seconds() -> float:
    """Processor seconds of this process's children that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it, except those that have just ended."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


class Watcher(threading.Thread):
    """Looks at a process and all below it, again and again, from outside: no program has to help."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.megabytes = 0.0
        self.kinds: dict[psutil.Process, str] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        """Look until the program has ended."""
        looks = 0
        while not self.ended.wait(INTERVAL):
            processes = tree(self.pid)
            self.classify(processes)
            if looks % MEMORY_EVERY == 0:
                self.megabytes = max(self.megabytes, sum(map(megabytes, processes)))
            looks += 1

    def classify(self, processes: Sequence[psutil.Process]) -> None:
        """Note which processes are kernels. What a cell has forked has the kernel's command line, and is none."""
        lines = {process.pid: command_line(process) for process in processes}
        parents = {process.pid: parent_id(process) for process in processes}
        for process in processes:
            own, parent = lines[process.pid], parents[process.pid]
            above, next_above = lines.get(parent, ""), lines.get(parents.get(parent, 0), "")
            if KERNEL.search(own) and not KERNEL.search(above):
                self.kinds[process] = "kernel"
            elif FORK_SERVER.search(own) and FORK_SERVER.search(above) and not FORK_SERVER.search(next_above):
                self.kinds[process] = "fork"

    def seen(self) -> Processes:
        """What was seen."""
        kinds = list(self.kinds.values())
        return Processes(kinds.count("kernel"), kinds.count("fork"), round(self.megabytes))


def command_line(process: psutil.Process) -> str:
    """A process's command line, empty where it has just ended."""
    try:
        return " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return ""


def parent_id(process: psutil.Process) -> int:
    """The id of a process's parent, 0 where it has just ended."""
    try:
        return int(process.ppid())
    except psutil.Error:
        return 0


def megabytes(process: psutil.Process) -> float:
    """What a process needs, with its share of what it shares with others (where the system tells: PSS)."""
    try:
        found = process.memory_full_info()
    except (psutil.Error, OSError):
        return 0.0
    return float(getattr(found, "pss", found.uss)) / 1e6
