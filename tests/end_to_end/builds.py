"""What tests of interrupted builds share: builds that can be killed, checksums of sites, processes that are left."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from course.common import processes
from support import HEALTHY, run_build, tree

CHAPTER = "chapters/01-small.qmd"
# Seconds after which a wait that goes wrong ends, however busy the machine is
LIMIT = 600
posix = pytest.mark.skipif(os.name == "nt", reason="signals and mounts as POSIX has them")


def checksum(folder: Path) -> str | None:
    """A digest of a site's names and bytes; None where there is no folder."""
    if not folder.exists():
        return None
    digest = hashlib.sha256()
    for name, content in tree(folder).items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a build as the leader of a process group of its own."""
    command = [sys.executable, str(root / "scripts/build.py"), "--engine", "portable", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=root, text=True, start_new_session=True, **pipes)


def build(root: Path, *arguments: str) -> str:
    """Build, which must succeed; returns what it said."""
    result = run_build(root, "--engine", "portable", *arguments)
    assert result.code == 0, result.out + result.err
    return result.out


def write(root: Path, words: str, code: str = "y = x + 1") -> None:
    """The small chapter with other words and another answer."""
    text = HEALTHY.replace("Words.", words).replace("y = x + 1", code)
    (root / CHAPTER).write_text(text, encoding="utf-8")


def marked(root: Path) -> list[psutil.Process]:
    """The processes that builds of this checkout started and that still run."""
    return [p for p in psutil.process_iter() if processes.belongs(p, str(root), None, None)]


def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; fail when it never does."""
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, f"not within {LIMIT} s"
        time.sleep(0.05)


def stay(root: Path) -> str:
    """Code of a cell that notes its kernel, outside of the checkout, and stays until `go` is called."""
    return (
        "import os, pathlib, time\n"
        f"pathlib.Path({str(root.parent / 'kernel')!r}).write_text(str(os.getpid()))\n"
        f"while not os.path.exists({str(root.parent / 'go')!r}): time.sleep(0.05)\n"
        "y = x + 1"
    )


def go(root: Path) -> None:
    """Let such a cell end."""
    (root.parent / "go").touch()


def kernel(root: Path) -> int | None:
    """The process of the kernel in which such a cell stays; None before there is one."""
    note = root.parent / "kernel"
    return int(note.read_text()) if note.is_file() and note.read_text() else None
