"""What tests of interrupted builds share: builds that can be killed, checksums of sites, cells that stay."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from support import HEALTHY, run_build, tree

CHAPTER = "chapters/01-small.qmd"


def checksum(folder: Path) -> str | None:
    """A digest of a site's names and bytes; None where there is no folder."""
    if not folder.exists():
        return None
    digest = hashlib.sha256()
    for name, content in tree(folder).items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@contextmanager
def started(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A build that runs as the leader of a process group of its own, and does not outlive the block."""
    command = [sys.executable, str(root / "scripts/build.py"), "--engine", "portable", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=root, text=True, start_new_session=True, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def build(root: Path, *arguments: str) -> str:
    """Build, which must succeed; returns what it said."""
    result = run_build(root, "--engine", "portable", *arguments)
    assert result.code == 0, result.out + result.err
    return result.out


def write(root: Path, words: str, code: str = "y = x + 1", file: str = CHAPTER) -> None:
    """Write the small chapter with other words and another answer. file: where, below root."""
    text = HEALTHY.replace("Words.", words).replace("y = x + 1", code)
    (root / file).write_text(text, encoding="utf-8")


def stay() -> str:
    """Code of a cell that notes its kernel, outside of the checkout, and stays until `go` is called."""
    return (
        "import os, pathlib, time\n"
        "pathlib.Path('../../kernel').write_text(str(os.getpid()))\n"
        "while not os.path.exists('../../go'): time.sleep(0.05)\n"
        "y = x + 1"
    )


def go(root: Path) -> None:
    """Let such a cell end."""
    (root.parent / "go").touch()


def kernel(root: Path) -> psutil.Process | None:
    """The kernel in which such a cell stays; None before there is one."""
    note = root.parent / "kernel"
    number = note.read_text() if note.is_file() else ""
    return psutil.Process(int(number)) if number else None
