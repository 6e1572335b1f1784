"""Nothing is left running: after Ctrl-C, after a kill, after cells that start processes."""

import os
import random
import signal
from pathlib import Path

import psutil
import pytest

from builds import LIMIT, build, kernel, marked, posix, start, stay, until, write
from course.common import processes
from support import HEALTHY, replace_chapters, run_build, tree


@posix
@pytest.mark.seconds(8)
def test_ctrl_c_ends_the_kernels(built: Path) -> None:
    """Those that run; the second chapter's has not been started yet."""
    before = tree(built / "_site")
    write(built, "Words.", stay())
    (built / "chapters/02-small.qmd").write_text(HEALTHY.replace("first", "second"), encoding="utf-8")
    running = start(built, "--jobs", "1")
    until(lambda: kernel(built))
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=LIMIT)
    assert (running.returncode, err) == (130, "stopped\n")
    assert marked(built) == [] and not psutil.pid_exists(kernel(built) or 0)
    assert tree(built / "_site") == before


@posix
@pytest.mark.full
@pytest.mark.seconds(8)
@pytest.mark.parametrize("alone", [True, False], ids=["build", "build and kernels"])
def test_what_a_killed_build_left_running(small: Path, alone: bool) -> None:
    """Kernels see that their build is gone, and end with what they started; what is left ends at the next build."""
    write(small, "Words.", f"import subprocess\np = subprocess.Popen(['sleep', '3000'])\n{stay()}")
    running = start(small)
    until(lambda: kernel(small))
    started = [process for process in marked(small) if alone is False and process.name() != "sleep"]
    os.killpg(running.pid, signal.SIGKILL)
    processes.kill(started)
    running.wait(LIMIT)
    until(lambda: not psutil.pid_exists(kernel(small) or 0))
    until(lambda: [process.name() for process in marked(small)] == ([] if alone else ["sleep"]))
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
    result = run_build(small, "--engine", "portable")
    assert result.code == code, result.err
    assert not [p for p in psutil.process_iter(["cmdline"]) if seconds in (p.info["cmdline"] or [])]
