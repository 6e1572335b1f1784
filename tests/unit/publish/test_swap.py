"""Swapping sites: what cannot be replaced is refused, killed swaps, and ways without an exchange in one step."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.publish import swap
from support import LIMIT, posix, tree


def site(folder: Path, text: str) -> Path:
    """A folder with a page."""
    (folder / "site_libs").mkdir(parents=True)
    (folder / "index.html").write_text(text)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders in one step."""
    monkeypatch.setattr(swap.sys, "platform", "other")


def test_the_first_and_the_next_site(tmp_path: Path) -> None:
    target = tmp_path / "out/_site"
    for text in ("first", "second"):
        swap.publish(site(tmp_path / "staged", text), target)
        assert (target / "index.html").read_text() == text
        assert names(tmp_path) == ["out"] and names(target.parent) == ["_site"]


@pytest.mark.usefixtures("no_exchange")
def test_two_renames_where_the_system_cannot_exchange(tmp_path: Path) -> None:
    target = site(tmp_path / "_site", "old")
    swap.publish(site(tmp_path / "staged", "new"), target)
    assert (target / "index.html").read_text() == "new"
    assert names(tmp_path) == ["_site"]


@pytest.mark.usefixtures("no_exchange")
def test_the_old_site_returns_when_the_second_rename_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, staged, rename = site(tmp_path / "_site", "old"), site(tmp_path / "staged", "new"), os.rename

    def fail(source: Path, goal: Path) -> None:
        if source == staged:
            raise OSError(errno.EIO, "Input/output error")
        rename(source, goal)

    monkeypatch.setattr(swap.os, "rename", fail)
    with pytest.raises(CourseError, match="Input/output error"):
        swap.publish(staged, target)
    assert (target / "index.html").read_text() == "old"
    assert names(tmp_path) == ["_site"]


def test_another_file_system_gets_a_copy_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, staged, original = site(tmp_path / "_site", "old"), site(tmp_path / "staged", "new"), swap.swap

    def across(new: Path, goal: Path) -> None:
        if new == staged:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        original(new, goal)

    monkeypatch.setattr(swap, "swap", across)
    swap.publish(staged, target)
    assert (target / "index.html").read_text() == "new"
    assert names(target) == ["index.html", "site_libs"] and names(tmp_path) == ["_site"]


def test_an_exchange_that_fails_for_another_reason_is_told(tmp_path: Path) -> None:
    if swap.sys.platform != "linux":
        pytest.skip("only Linux exchanges folders in one step")
    with pytest.raises(FileNotFoundError):
        swap.exchange(tmp_path / "nothing", site(tmp_path / "_site", "old"))


def test_what_a_killed_build_left_is_mended(tmp_path: Path) -> None:
    target, staged = tmp_path / "_site", tmp_path / "staged"
    site(swap.old_of(target), "old")
    site(swap.copy_of(staged, target), "half")
    swap.recover(staged, target)
    assert (target / "index.html").read_text() == "old"
    assert names(tmp_path) == ["_site"]


def test_two_checkouts_have_different_copies(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    assert swap.copy_of(tmp_path / "a", target) != swap.copy_of(tmp_path / "b", target)


def test_what_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    site(tmp_path / "mine", "x")
    (tmp_path / "thesis/chapters").mkdir(parents=True)
    cases = {
        tmp_path / "file": "is a file, not a folder",
        tmp_path / "file/_site": "is a file, not a folder",
        tmp_path / "thesis": "is not empty and holds no site",
    }
    for target, message in cases.items():
        with pytest.raises(CourseError, match=message):
            swap.check_writable(target)
    for fine in (tmp_path / "mine", tmp_path / "new/folder", tmp_path / "thesis/chapters"):
        swap.check_writable(fine)
    monkeypatch.setattr(swap.os, "access", lambda *a: False)
    with pytest.raises(CourseError, match="cannot write to"):
        swap.check_writable(tmp_path / "new")
    monkeypatch.setattr(swap.os.path, "ismount", lambda path: True)
    with pytest.raises(CourseError, match="is a mount point"):
        swap.check_writable(tmp_path / "mine")


def test_what_a_killed_build_staged_is_cleaned_up(tmp_path: Path) -> None:
    """Also where the next build finds nothing to do: it must leave no half-made site behind."""
    staged = tmp_path / "staged"
    (staged / "chapters").mkdir(parents=True)
    swap.recover(staged, tmp_path / "site")
    assert not staged.exists()


KILLED_AT_A_LINE = """\
import os, signal, sys
from pathlib import Path
from course.publish import swap
left, staged, target = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
if "--two-renames" in sys.argv:
    swap.exchange = lambda first, second: False
def trace(frame, event, argument):
    global left
    if frame.f_code.co_filename != swap.__file__:
        return None
    left -= event == "line"
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace
sys.settrace(trace)
swap.publish(staged, target)
"""


@posix
@pytest.mark.seconds(6)
@pytest.mark.parametrize("way", ["--exchange", "--two-renames"])
def test_killed_before_any_line_of_publish(tmp_path: Path, way: str) -> None:
    """With one exchange the site is whole at every moment; with two renames it is after the next build's recovery."""
    staged, target = tmp_path / ".cache/site", tmp_path / "_site"
    if way == "--exchange" and not exchanges(tmp_path):
        pytest.skip("this system cannot exchange two folders in one step")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    codes = []
    while not codes or codes[-1] != 0:
        assert len(codes) < 100
        for folder, words in ((staged, "new"), (target, "old")):
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "chapters").mkdir(parents=True)
            for name in ("index.html", "chapters/01.html"):
                (folder / name).write_text(words)
        old, new = tree(target), tree(staged)
        command = [sys.executable, "-c", KILLED_AT_A_LINE, str(len(codes)), str(staged), str(target), way]
        codes.append(subprocess.run(command, env=environment, timeout=LIMIT).returncode)
        if way == "--two-renames":
            swap.recover(staged, target)
        assert tree(target) in (old, new)
        swap.recover(staged, target)
        assert sorted(path.name for path in tmp_path.iterdir()) == [".cache", "_site"]
    assert tree(target) == new
    assert codes[:-1] == [-signal.SIGKILL] * (len(codes) - 1) and len(codes) > 10


def exchanges(folder: Path) -> bool:
    """Whether two folders can be exchanged in one step here."""
    for name in ("one", "two"):
        (folder / name).mkdir()
    possible = swap.exchange(folder / "one", folder / "two")
    for name in ("one", "two"):
        (folder / name).rmdir()
    return possible


def test_the_site_is_never_away(tmp_path: Path) -> None:
    if not exchanges(tmp_path):
        pytest.skip("this system cannot exchange two folders in one step")
    target = tmp_path / "_site"
    target.mkdir()
    (target / "index.html").write_text("0")
    missing: list[OSError] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                (target / "index.html").read_text()
            except OSError as error:
                missing.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(300):
            staged = tmp_path / "staged"
            staged.mkdir()
            (staged / "index.html").write_text(str(number))
            swap.publish(staged, target)
    finally:
        done.set()
        reader.join()
    assert missing == []
    assert (target / "index.html").read_text() == "299"
