"""Publishing is a transaction: killed or started twice, a build leaves the old site or the new one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from builds import LIMIT, build, checksum, go, kernel, marked, posix, start, stay, until, write
from course.publish import swap
from support import ROOT, tree

KILLS = 20


@posix
@pytest.mark.full
@pytest.mark.seconds(80)
def test_a_build_killed_at_any_moment_leaves_a_whole_site(small: Path) -> None:
    """Two contents take turns, so the checksums of the old and of the new site are known."""
    sums: dict[str, str | None] = {}
    begin = time.monotonic()
    for words in ("First words.", "Second words."):
        write(small, words, f"y = x + 1\nprint({words!r})")
        build(small, "--force")
        sums[words] = checksum(small / "_site")
    duration = (time.monotonic() - begin) / 2
    assert len(set(sums.values())) == 2
    moments = random.Random(4)
    current = "Second words."
    published = 0
    for _ in range(KILLS):
        following = next(words for words in sums if words != current)
        write(small, following, f"y = x + 1\nprint({following!r})")
        running = start(small, "--force", "--quiet")
        time.sleep(moments.uniform(0, duration))
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(LIMIT)
        found = checksum(small / "_site")
        assert found in (sums[current], sums[following])
        published += found == sums[following]
        current = next(words for words in sums if sums[words] == found)
    write(small, "First words.", "y = x + 1\nprint('First words.')")
    build(small)
    assert checksum(small / "_site") == sums["First words."]
    assert marked(small) == []
    assert not list(small.glob("._site*")) and not (small / ".cache/site").exists()
    print(f"{KILLS} builds of {duration:.1f} s killed, {published} of them after publishing")


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
    for number in range(300):
        staged = tmp_path / "staged"
        staged.mkdir()
        (staged / "index.html").write_text(str(number))
        swap.publish(staged, target)
    done.set()
    reader.join()
    assert missing == []
    assert (target / "index.html").read_text() == "299"


@pytest.mark.seconds(8)
def test_two_builds_at_once(small: Path) -> None:
    """The second says so in one line and waits; both publish."""
    write(small, "Words.", stay(small))
    first = start(small)
    until(lambda: kernel(small))
    second = start(small)
    assert second.stdout is not None
    assert second.stdout.readline() == "Another build is running in this checkout; waiting for it to end ...\n"
    go(small)
    outputs = [one.communicate(timeout=LIMIT)[0] for one in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert "3 cells executed" in outputs[0]
    assert "0 cells executed, 3 from the cache" in outputs[1]
    assert (small / "_site/index.html").is_file()
