"""Trials: what an exercise's check says to answers, each tried in a fork of one process that has run the given code."""

import contextlib
import gc
import importlib
import multiprocessing
import os
import resource
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tasks import Task

# Imported once, before the forks; torch's optimizers import the last one when they are used first
PACKAGES = ("matplotlib.pyplot", "numpy", "pandas", "torch", "torch.utils.data", "torchmetrics", "torch._dynamo")
# Seconds of processor time for one attempt, however busy the machine is; and on the clock, for what sleeps
PROCESSOR_SECONDS = 60
CLOCK_SECONDS = 600
FORK = multiprocessing.get_context("fork")
T = TypeVar("T")


@dataclass(frozen=True)
class Attempt:
    """What somebody tries. codes: answers in the same interpreter, each followed by the check."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How an answer fared.

    Attributes:
        result: "broken" (it raised, ran too long, or died), "caught" (AssertionError from the check), "error"
            (something else from the check) or "passed".
        message: Of the exception.
    """

    result: str
    message: str


@dataclass(frozen=True)
class Enough:
    """When not to try further attempts.

    Attributes:
        ran: So many have run to their end.
        counted: So many of those are not among the free.
        free: Names of attempts that do not count.
    """

    ran: int
    counted: int
    free: frozenset[str]


def pool(folder: Path, environment: dict[str, str], jobs: int) -> ProcessPoolExecutor:
    """Processes in which to try. folder, environment: in which the code runs."""
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), set_up, (folder, environment))


def set_up(folder: Path, environment: dict[str, str]) -> None:
    """Prepare a process: what chapters import is there before the first fork."""
    os.environ.update(environment | {"MPLBACKEND": "agg"})
    os.chdir(folder)
    for name in PACKAGES:
        importlib.import_module(name)
    # Garbage collection in a fork would copy every page that it looks at
    gc.disable()


def try_all(task: Task, attempts: list[Attempt], enough: Enough | None = None) -> list[list[Verdict]]:
    """Try attempts at a task, in a fork that leaves this process as it was.

    Returns:
        For each attempt that was tried, in order, a verdict on each of its answers.
    """
    failed = [[Verdict("broken", "the given code did not run")] for _ in attempts]
    return forked(lambda: try_here(task, attempts, enough), None, failed)


def try_here(task: Task, attempts: list[Attempt], enough: Enough | None) -> list[list[Verdict]]:
    """Run the given code once, then each attempt in a fork of what it made."""
    silence()
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(task.given, "given", "exec"), names)  # noqa: S102
    found: list[list[Verdict]] = []
    ran = counted = 0
    for attempt in attempts:
        late = [Verdict("broken", "it did not end, or died")] * len(attempt.codes)
        verdicts = forked(
            lambda attempt=attempt: [judge(code, task.check, names) for code in attempt.codes], PROCESSOR_SECONDS, late
        )
        found.append(verdicts)
        if verdicts[-1].result != "broken":
            ran += 1
            counted += not (enough and attempt.name in enough.free)
        if enough and ran >= enough.ran and counted >= enough.counted:
            break
    return found


def judge(code: str, check: str, names: dict[str, Any]) -> Verdict:
    """Run an answer and its check in these names."""
    try:
        exec(compile(code, "answer", "exec"), names)  # noqa: S102
    except BaseException as problem:  # noqa: BLE001 an answer may do anything, sys.exit included
        return Verdict("broken", f"{type(problem).__name__}: {problem}")
    try:
        exec(compile(check, "check", "exec"), names)  # noqa: S102
    except AssertionError as problem:
        return Verdict("caught", str(problem))
    except BaseException as problem:  # noqa: BLE001
        return Verdict("error", f"{type(problem).__name__}: {problem}")
    return Verdict("passed", "")


def silence() -> None:
    """Let nothing that this process and its forks print be seen."""
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, 1)
    os.dup2(void, 2)
    warnings.simplefilter("ignore")


def forked(work: Callable[[], T], processor_seconds: int | None, late: T) -> T:
    """What work returns, done in a fork; late where it dies, needs too much processor time, or sleeps too long."""
    receiver, sender = FORK.Pipe(duplex=False)

    def run() -> None:
        if processor_seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
        sender.send(work())

    child = FORK.Process(target=run)
    child.start()
    sender.close()
    result = late
    with contextlib.suppress(EOFError):
        if receiver.poll(CLOCK_SECONDS if processor_seconds else None):
            result = receiver.recv()
    child.kill()
    child.join()
    receiver.close()
    return result
