"""One run of a program, measured from outside: seconds, processor time, memory of all its processes."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

INTERVAL = 0.3  # seconds between two looks at the memory
LONGEST = 1800  # seconds after which a run is ended


@dataclass(frozen=True)
class Run:
    """How a run went.

    code: None where it did not end in time; seconds: on the clock; processor: seconds of all its processes that
    ended (0 where the system does not tell); megabytes: the most that all of them needed at a time, 0 if not asked for.
    """

    code: int | None
    output: str
    seconds: float
    processor: float
    megabytes: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, memory: bool = False) -> Run:
    """Run a command in a folder. memory: look at its memory meanwhile, which costs a little time."""
    with tempfile.TemporaryFile() as output:
        before, start = children(), time.monotonic()
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        watcher = Watcher(process.pid)
        if memory:
            watcher.start()
        try:
            code = wait(process)
        finally:
            watcher.ended.set()
        seconds, processor = time.monotonic() - start, children() - before
        if memory:
            watcher.join()
        output.seek(0)
        said = output.read().decode("utf-8", errors="replace")
    return Run(code, said, seconds, processor, watcher.most)


def wait(process: subprocess.Popen[bytes]) -> int | None:
    """The exit code; None, with all its processes killed, where it takes too long. Ctrl-C ends them as well."""
    try:
        return process.wait(LONGEST)
    except BaseException as problem:
        for found in tree(process.pid):
            try:
                found.kill()
            except psutil.NoSuchProcess:
                pass
        process.wait()
        if isinstance(problem, subprocess.TimeoutExpired):
            return None
        raise


def children() -> float:
    """Processor seconds of this process's children that have ended, and of theirs."""
    times = os.times()
    return times.children_user + times.children_system


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it, as far as they are still there."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


class Watcher(threading.Thread):
    """Looks at the memory of a process and all below it, again and again. most: the largest sum, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.most = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(INTERVAL):
            self.most = max(self.most, sum(map(megabytes, tree(self.pid))))


def megabytes(process: psutil.Process) -> float:
    """What a process needs, a share of what it shares with others included (where the system tells: PSS)."""
    try:
        found = process.memory_full_info()
    except (psutil.Error, OSError):
        return 0.0
    return float(getattr(found, "pss", found.uss)) / 1e6
