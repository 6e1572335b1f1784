"""Finding the processes of a build by the mark that they inherit, and ending them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from course.common import processes
from course.common.project import Project
from support import LIMIT, posix

pytestmark = posix
# Reports that it is ready, and later that it was asked to end. A blocked signal waits until it is waited for, while a
# handler would not run before the end of a sleep that was about to begin
WAITS = """
import signal, time
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
print("here", flush=True)
signal.sigwait([signal.SIGINT])
print("asked")
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes that wait, and ends what is left of them."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str = WAITS, **marks: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(
            command, env=os.environ | marks, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        assert process.stdout and process.stdout.readline() == "here\n"
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> str:
    """Wait until a process has ended. Returns what else it printed."""
    process.wait(LIMIT)
    assert process.stdout
    return process.stdout.read()


def project(root: Path) -> Project:
    return Project(root, {}, ())


def test_only_the_processes_of_this_checkout_and_chapter_end(tmp_path: Path, start: Start) -> None:
    mine = {processes.CHECKOUT: str(tmp_path)}
    first = start(**mine, **{processes.KERNEL: "01-a"})
    second = start(**mine, **{processes.KERNEL: "02-b"})
    other = start(**{processes.CHECKOUT: f"{tmp_path}-other"})
    processes.end(project(tmp_path), "01-a")
    assert ended(first) == ""
    assert second.poll() is None
    processes.end(project(tmp_path))
    assert ended(second) == ""
    assert other.poll() is None
    # Whoever has started them is told that they were killed
    assert first.returncode == second.returncode == -signal.SIGKILL


def test_it_is_first_asked_to_end(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS_TO_END", LIMIT)
    process = start(**{processes.CHECKOUT: str(tmp_path)})
    processes.interrupt(str(tmp_path))
    assert ended(process) == "asked\n"


def test_and_killed_when_it_does_not(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS_TO_END", 0.5)
    process = start(WAITS.replace('print("asked")', f"time.sleep({2 * LIMIT})"), **{processes.CHECKOUT: str(tmp_path)})
    processes.interrupt(str(tmp_path))
    assert ended(process) == ""


def test_what_has_ended_by_itself_is_no_trouble(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = start(**{processes.CHECKOUT: str(tmp_path)})
    known = psutil.Process(process.pid)
    process.kill()
    process.wait()
    assert not processes.belongs(known, str(tmp_path), None)
    processes.kill([known])
    monkeypatch.setattr(processes, "belongs", lambda process, *a: process.pid == known.pid)
    monkeypatch.setattr(processes.psutil, "process_iter", lambda: [known])
    processes.interrupt(str(tmp_path))


def test_a_build_does_not_end_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil.Process, "environ", lambda self: {processes.CHECKOUT: "mine"})
    assert not processes.belongs(psutil.Process(), "mine", None)
    assert processes.belongs(psutil.Process(os.getppid()), "mine", None)
