"""The limit on open files: raised where that is allowed, named where it is not."""

import subprocess
import sys

import pytest

from course.execute import open_files
from support import ROOT

CODE = """
import resource, sys
from course.execute.open_files import allow_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
allow_open_files(2)
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
NEEDED = open_files.OWN + 2 * open_files.EACH


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
@pytest.mark.parametrize(
    "soft, hard, said",
    [
        (64, 1000, str(NEEDED)),
        (300, 1000, "300"),
        (64, 100, f"this shell allows 100 open files, {NEEDED} are needed; raise its limit (ulimit -n)"),
    ],
)
def test_kernels_have_the_files_that_they_need(soft: int, hard: int, said: str) -> None:
    """In a process of its own, whose limit is lowered first."""
    command = [sys.executable, "-c", CODE, str(soft), str(hard)]
    done = subprocess.run(command, cwd=ROOT / "scripts", capture_output=True, text=True, timeout=600)
    assert said == (done.stdout or done.stderr).splitlines()[-1].removeprefix("course.common.errors.CourseError: ")
