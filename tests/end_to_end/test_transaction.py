"""Publishing is a transaction: killed or started twice, a build leaves the old site or the new one."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from builds import build, checksum, go, kernel, started, stay, write
from support import LIMIT, posix, until
from survivors import marked

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
        with started(small, "--force", "--quiet") as running:
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


@pytest.mark.seconds(8)
def test_two_builds_at_once(small: Path) -> None:
    """The second says so in one line and waits; both publish."""
    write(small, "Words.", stay())
    with started(small) as first:
        until(lambda: kernel(small))
        with started(small) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "Another build is running in this checkout; waiting for it to end ...\n"
            go(small)
            outputs = [one.communicate(timeout=LIMIT)[0] for one in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert "3 cells executed" in outputs[0]
    assert "0 cells executed, 3 from the cache" in outputs[1]
    assert (small / "_site/index.html").is_file()
