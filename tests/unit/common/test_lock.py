"""One build at a time: who waits says so, who belongs to the holder does not wait."""

import os
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from course.common import lock, processes
from course.common.project import Project
from support import LIMIT


def test_the_mark_is_set_while_the_lock_is_held(tmp_path: Path) -> None:
    project = Project(tmp_path, {}, ())
    with lock.held(project):
        assert os.environ[processes.CHECKOUT] == str(tmp_path)
        with pytest.raises(TimeoutError):
            FileLock(project.cache / "build.lock").acquire(timeout=0)
        # A process below the holder shares its lock
        with lock.held(project):
            pass
    assert processes.CHECKOUT not in os.environ


def test_an_error_inside_lets_go_of_it(tmp_path: Path) -> None:
    project = Project(tmp_path, {}, ())
    with pytest.raises(ValueError), lock.held(project):
        raise ValueError
    assert processes.CHECKOUT not in os.environ
    FileLock(project.cache / "build.lock").acquire(timeout=0).lock.release()


def test_waiting_is_said_in_one_line(tmp_path: Path) -> None:
    project = Project(tmp_path, {}, ())
    project.cache.mkdir()
    taken, enough, said = threading.Event(), threading.Event(), list[str]()

    def build() -> None:
        with FileLock(project.cache / "build.lock"):
            taken.set()
            enough.wait(LIMIT)

    def say(text: str) -> None:
        said.append(text)
        enough.set()

    other = threading.Thread(target=build)
    other.start()
    try:
        assert taken.wait(LIMIT)
        with lock.held(project, say):
            pass
    finally:
        enough.set()
        other.join()
    assert said == ["Another build is running in this checkout; waiting for it to end ..."]
