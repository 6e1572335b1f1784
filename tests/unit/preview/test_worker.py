"""The worker of a preview of Quarto's: what scripts ask of it, who else cannot, and when it ends."""

import os
import stat
import subprocess
import threading
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path

import psutil
import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.ports import HOST
from course.preview.ask_worker import ask_worker
from course.preview.worker_place import AFTER, BEFORE, WorkerPlace
from support import posix, until

pytestmark = posix
MISSING = "_quarto.yml:1: [settings] _quarto.yml is missing\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPlace]:
    """A checkout without sources, and a program that stands for its preview and runs the scripts."""
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    preview = subprocess.Popen(["sleep", "600"])
    monkeypatch.setattr(os, "getppid", lambda: preview.pid)
    yield WorkerPlace(tmp_path, preview.pid)
    preview.kill()
    preview.wait()
    until(lambda: not workers(preview.pid))


def workers(preview: int) -> list[psutil.Process]:
    """The workers of a preview."""
    command = ["-m", "course.preview.worker"]
    running = psutil.process_iter(["cmdline"])
    return [
        p
        for p in running
        if p.info["cmdline"] and p.info["cmdline"][1:3] == command and p.info["cmdline"][-1] == str(preview)
    ]


def test_it_stays_and_says_nothing_twice(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask_worker(place.root, BEFORE) == 0
    assert capsys.readouterr().err == MISSING
    [worker] = workers(place.preview)
    assert ask_worker(place.root, BEFORE) == 0
    assert (workers(place.preview), capsys.readouterr().err) == ([worker], "")


def test_one_that_was_killed_is_started_again(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    ask_worker(place.root, BEFORE)
    [worker] = workers(place.preview)
    worker.kill()
    until(lambda: not workers(place.preview))
    capsys.readouterr()
    assert ask_worker(place.root, BEFORE) == 0
    assert capsys.readouterr().err == MISSING


def test_it_ends_with_its_preview(place: WorkerPlace) -> None:
    ask_worker(place.root, BEFORE)
    psutil.Process(place.preview).kill()
    until(lambda: not workers(place.preview))
    assert not list(place.file.parent.iterdir())


def test_nobody_else_is_answered(place: WorkerPlace) -> None:
    ask_worker(place.root, BEFORE)
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
    address, key = place.read()
    with pytest.raises(AuthenticationError):
        Client(address, authkey=key[::-1])
    # One that goes without a word
    Client(address, authkey=key).close()
    assert ask_worker(place.root, BEFORE) == 0


def test_it_outlives_an_error_of_its_own(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    # Without what Quarto tells its scripts
    assert ask_worker(place.root, AFTER) == 1
    said = capsys.readouterr().err
    assert "[unexpected] KeyError: 'QUARTO_PROJECT_OUTPUT_DIR'" in said and len(said.splitlines()) == 1
    [worker] = workers(place.preview)
    assert ask_worker(place.root, BEFORE) == 0
    assert workers(place.preview) == [worker]


def test_one_that_ends_meanwhile_is_told(place: WorkerPlace) -> None:
    place.file.parent.mkdir(parents=True)
    with Listener((HOST, 0), authkey=b"key") as listener:
        place.write(listener.address, b"key")
        threading.Thread(target=lambda: listener.accept().close()).start()
        with pytest.raises(CourseError, match="has ended; it starts again at the next save"):
            ask_worker(place.root, BEFORE)


def test_one_that_does_not_start_says_why(place: WorkerPlace) -> None:
    (place.root / "scripts").unlink()
    with pytest.raises(CourseError, match="does not start: .*No module named 'course'"):
        ask_worker(place.root, BEFORE)
