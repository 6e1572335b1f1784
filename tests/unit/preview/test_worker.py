"""The worker of a preview of Quarto's: what scripts ask of it, who else cannot, and when it ends."""

import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from multiprocessing.connection import Client, Listener
from pathlib import Path

import psutil
import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.ports import HOST
from course.preview.ask_worker import ask_worker
from course.preview.worker import READY
from course.preview.worker_place import AFTER, BEFORE, WorkerPlace
from support import posix, until

pytestmark = posix
MISSING = "_quarto.yml:1: [settings] _quarto.yml is missing\n"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[WorkerPlace]:
    """A checkout without sources, and a program that stands for its preview."""
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    preview = subprocess.Popen(["sleep", "600"])
    yield WorkerPlace(tmp_path, preview.pid)
    preview.kill()
    preview.wait()
    until(lambda: not workers(preview.pid))


def ask(place: WorkerPlace, step: str) -> int:
    """Have a step done, as a script of the preview's."""
    return ask_worker(place.root, psutil.Process(place.preview), step)


def workers(preview: int) -> list[psutil.Process]:
    """The workers of a preview."""
    running = [(process, process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    return [p for p, command in running if "course.preview.worker" in command and command[-1] == str(preview)]


def test_it_stays_and_says_nothing_twice(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(place, BEFORE) == 0
    assert capsys.readouterr().err == MISSING
    [worker] = workers(place.preview)
    assert ask(place, BEFORE) == 0
    assert (workers(place.preview), capsys.readouterr().err) == ([worker], "")


def test_one_that_was_killed_is_started_again(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    ask(place, BEFORE)
    [worker] = workers(place.preview)
    worker.kill()
    until(lambda: not workers(place.preview))
    capsys.readouterr()
    assert ask(place, BEFORE) == 0
    assert capsys.readouterr().err == MISSING


def test_it_ends_with_its_preview(place: WorkerPlace) -> None:
    ask(place, BEFORE)
    psutil.Process(place.preview).kill()
    until(lambda: not workers(place.preview))
    assert not list(place.file.parent.iterdir())


def test_nobody_else_is_answered(place: WorkerPlace) -> None:
    ask(place, BEFORE)
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
    address, key = place.read()
    with Client(address) as stranger:
        stranger.send_bytes(key[::-1])
        with pytest.raises((EOFError, ConnectionError)):
            stranger.recv_bytes()
    # One that stays and says nothing, one that speaks otherwise, one that goes at once
    with socket.create_connection(address), socket.create_connection(address) as other:
        other.sendall(b"GET / HTTP/1.1\r\n\r\n")
        Client(address).close()
        assert ask(place, BEFORE) == 0


def test_one_that_scripts_cannot_find_ends(place: WorkerPlace) -> None:
    ask(place, BEFORE)
    place.file.unlink()
    until(lambda: not workers(place.preview))


def test_a_damaged_file_is_made_anew(place: WorkerPlace) -> None:
    ask(place, BEFORE)
    place.file.write_text("half")
    assert ask(place, BEFORE) == 0
    until(lambda: len(workers(place.preview)) == 1)


def test_it_outlives_an_error_of_its_own(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    ask(place, BEFORE)
    capsys.readouterr()
    # Without what Quarto tells its scripts
    assert ask(place, AFTER) == 1
    said = capsys.readouterr().err
    assert "[unexpected] KeyError: 'QUARTO_PROJECT_OUTPUT_DIR'" in said and len(said.splitlines()) == 1
    [worker] = workers(place.preview)
    assert ask(place, BEFORE) == 0
    assert workers(place.preview) == [worker]


def test_one_that_has_ended_meanwhile_says_so(place: WorkerPlace, capsys: pytest.CaptureFixture[str]) -> None:
    # The render has begun with another
    assert ask(place, AFTER) == 1
    assert capsys.readouterr().err == "What looks for findings has ended meanwhile: save again\n"


def begin_and_end(listener: Listener) -> None:
    """Be a worker that takes a request and ends."""
    with listener.accept() as script:
        script.send_bytes(READY)
        # The key and the request
        script.recv_bytes()
        script.recv_bytes()


def test_one_that_ends_meanwhile_is_told(place: WorkerPlace) -> None:
    place.file.parent.mkdir(parents=True)
    with Listener((HOST, 0)) as listener:
        place.write(listener.address, b"key")
        threading.Thread(target=begin_and_end, args=(listener,)).start()
        with pytest.raises(CourseError, match="has ended; it starts again at the next save"):
            ask(place, BEFORE)


def test_one_that_does_not_start_says_why(place: WorkerPlace) -> None:
    (place.root / "scripts").unlink()
    with pytest.raises(CourseError, match="does not start: .*No module named 'course'"):
        ask(place, BEFORE)


def test_one_that_ends_as_a_script_connects_is_started_again(place: WorkerPlace) -> None:
    place.file.parent.mkdir(parents=True)
    with Listener((HOST, 0)) as listener:
        place.write(listener.address, b"key")
        threading.Thread(target=lambda: listener.accept().close()).start()
        assert ask(place, BEFORE) == 0
