"""Nothing is left running: after Ctrl-C, after a kill, after cells that start processes."""

import os
import random
import signal
from functools import partial
from pathlib import Path

import pytest

from builds import build, kernel, started, stay, write
from course.common import processes
from support import HEALTHY, LIMIT, posix, replace_chapters, run_build, tree, until
from survivors import is_alive, marked, none_left, with_argument


@posix
@pytest.mark.seconds(8)
def test_ctrl_c_ends_the_kernels(built: Path) -> None:
    """Those that run; the second chapter's has not been started yet."""
    before = tree(built / "_site")
    write(built, "Words.", stay())
    (built / "chapters/02-small.qmd").write_text(HEALTHY.replace("first", "second"), encoding="utf-8")
    with started(built, "--jobs", "1") as running:
        staying = until(lambda: kernel(built))
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=LIMIT)
        assert (running.returncode, err) == (130, "stopped\n")
        assert marked(built) == [] and staying and not is_alive(staying)
    assert tree(built / "_site") == before


@posix
@pytest.mark.full
@pytest.mark.seconds(8)
@pytest.mark.parametrize("alone", [True, False], ids=["build", "build and kernels"])
def test_what_a_killed_build_left_running(small: Path, alone: bool) -> None:
    """Kernels see that their build is gone, and end with what they started; what is left ends at the next build."""
    write(small, "Words.", f"import subprocess\np = subprocess.Popen(['sleep', '3000'])\n{stay()}")
    with started(small) as running:
        staying = until(lambda: kernel(small))
        others = [process for process in marked(small) if not alone and process.info["name"] != "sleep"]
        # All at once: none sees another one's end, and cleans up after it
        os.killpg(running.pid, signal.SIGSTOP)
        for process in others:
            process.suspend()
        os.killpg(running.pid, signal.SIGKILL)
        processes.kill(others)
        running.wait(LIMIT)
        until(lambda: staying and not is_alive(staying))
        until(lambda: [process.info["name"] for process in marked(small)] == ([] if alone else ["sleep"]))
        write(small, "Words.")
        build(small)
        assert marked(small) == []


CHILDREN = (
    "import subprocess\np = subprocess.Popen(['sleep', '{n}'])\ny = 2",
    "import subprocess\np = subprocess.Popen(['setsid', 'sleep', '{n}'])\ny = 2",
    "import os\nos.system('setsid sleep {n} >/dev/null 2>&1 &')\ny = 2",
    "import subprocess\np = subprocess.Popen(['/bin/sleep', '{n}'], env={{}})\ny = 2",
)
OF_A_DEAD_KERNEL = "import os\nos.system('env -i /bin/sleep {n} >/dev/null 2>&1 &')\nos._exit(1)"


@posix
@pytest.mark.seconds(10)
@pytest.mark.parametrize(
    ("codes", "code"),
    [
        pytest.param(CHILDREN, 0, id="living"),
        pytest.param([OF_A_DEAD_KERNEL], 1, id="dead kernel", marks=pytest.mark.full),
    ],
)
def test_child_processes_of_cells_are_ended(small: Path, codes: tuple[str, ...], code: int) -> None:
    """Left running, in a session of its own, without a parent, without our environment; and of a kernel that died."""
    seconds = str(random.randrange(10_000, 99_999))
    chapters = {
        f"{number:02}-small.qmd": HEALTHY.replace("y = x + 1", cell.format(n=seconds)).replace(
            "first-", f"first-{number}-"
        )
        for number, cell in enumerate(codes, start=1)
    }
    replace_chapters(small, {name: text.encode() for name, text in chapters.items()}, ["First"] * len(codes))
    with none_left(partial(with_argument, seconds)):
        result = run_build(small, "--engine", "portable")
        assert result.code == code, result.err
        assert with_argument(seconds) == []
