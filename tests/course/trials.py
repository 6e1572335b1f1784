"""Trials: what an exercise's check says to wrong answers, each in a fork of one process that has run the given code."""

import contextlib
import gc
import importlib
import multiprocessing
import os
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mutants import Mutant

# Imported once, before the forks
PACKAGES = ("matplotlib.pyplot", "numpy", "pandas", "torch", "torch.utils.data", "torchmetrics")
# Seconds for an exercise's given code and for one answer with its check
GIVEN_LIMIT = 60
ANSWER_LIMIT = 30
# Wrong answers of an exercise that run to their end, and those among them that count
WANTED = 12
COUNTED = 5
FORK = multiprocessing.get_context("fork")
T = TypeVar("T")


@dataclass(frozen=True)
class Task:
    """An exercise. given, answer, check: their code; mutants: in the order in which to try them.

    allowed: changes after which the answer still does what the instructions ask.
    """

    id: str
    given: str
    answer: str
    check: str
    mutants: list[Mutant]
    allowed: frozenset[str]


@dataclass(frozen=True)
class Trial:
    """How a wrong answer fared.

    change: the mutant's; result: "broken" (it raised, ran too long, or died), "caught" (AssertionError from the check),
    "error" (something else from the check), "passed"; message: of the exception.
    """

    change: str
    result: str
    message: str


def run(tasks: list[Task], folder: Path, environment: dict[str, str], jobs: int) -> list[list[Trial]]:
    """Try each exercise's right answer and then its mutants.

    folder, environment: in which the code runs; jobs: exercises at a time.
    """
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, start, set_up, (folder, environment)) as pool:
        return list(pool.map(alone, tasks))


def set_up(folder: Path, environment: dict[str, str]) -> None:
    """Prepare a worker: what chapters import is there before the first fork."""
    os.environ.update(environment | {"MPLBACKEND": "agg"})
    os.chdir(folder)
    for name in PACKAGES:
        importlib.import_module(name)
    # Garbage collection in a fork would copy every page that it looks at
    gc.disable()


def alone(task: Task) -> list[Trial]:
    """Try an exercise in a process of its own, which leaves the worker as it was."""
    limit = GIVEN_LIMIT + ANSWER_LIMIT * (len(task.mutants) + 1)
    return forked(lambda: try_exercise(task), limit, [Trial("", "broken", "the given code did not run")])


def try_exercise(task: Task) -> list[Trial]:
    """Run the given code once, then each answer in a fork of what it made, until enough of them have counted."""
    silence()
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(task.given, "given", "exec"), names)  # noqa: S102
    trials: list[Trial] = []
    ran = counted = 0
    for mutant in [Mutant("", task.answer), *task.mutants]:
        late = Trial(mutant.change, "broken", f"no end within {ANSWER_LIMIT} s")
        trials.append(forked(lambda mutant=mutant: try_answer(mutant, task.check, names), ANSWER_LIMIT, late))
        if mutant.change and trials[-1].result != "broken":
            ran += 1
            counted += mutant.change not in task.allowed
        if ran >= WANTED and counted >= COUNTED:
            break
    return trials


def try_answer(mutant: Mutant, check: str, names: dict[str, Any]) -> Trial:
    """Run an answer and its check in these names."""
    try:
        exec(compile(mutant.source, "answer", "exec"), names)  # noqa: S102
    except BaseException as problem:  # noqa: BLE001 a mutant may do anything, sys.exit included
        return Trial(mutant.change, "broken", f"{type(problem).__name__}: {problem}")
    try:
        exec(compile(check, "check", "exec"), names)  # noqa: S102
    except AssertionError as problem:
        return Trial(mutant.change, "caught", str(problem))
    except BaseException as problem:  # noqa: BLE001
        return Trial(mutant.change, "error", f"{type(problem).__name__}: {problem}")
    return Trial(mutant.change, "passed", "")


def silence() -> None:
    """Let nothing that this process and its forks print be seen."""
    void = os.open(os.devnull, os.O_WRONLY)
    os.dup2(void, 1)
    os.dup2(void, 2)
    warnings.simplefilter("ignore")


def forked(work: Callable[[], T], limit: float, late: T) -> T:
    """What work returns, done in a fork; late where it dies or takes more than limit seconds."""
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: sender.send(work()))
    child.start()
    sender.close()
    result = late
    with contextlib.suppress(EOFError):
        if receiver.poll(limit):
            result = receiver.recv()
    child.kill()
    child.join()
    receiver.close()
    return result
