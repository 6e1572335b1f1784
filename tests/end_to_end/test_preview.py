"""The preview: a save is checked, executed where needed and shown, what is wrong beside it; Ctrl-C leaves nothing."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from builds import LIMIT, posix, until, write
from support import ENGINES, require, tree


@dataclass
class Preview:
    """A running preview. log: what it has printed."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, text: str) -> bool:
        return text in self.log.read_text(encoding="utf-8")

    def address(self) -> str:
        """Where it listens, empty before it does."""
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.log.read_text(encoding="utf-8"))
        return found[0] if found else ""

    def page(self) -> str:
        """The small chapter's page as a browser gets it."""
        with urlopen(self.address() + "chapters/01-small.html", timeout=LIMIT) as answer:
            return str(answer.read().decode())


@contextmanager
def running(root: Path, engine: str) -> Iterator[Preview]:
    """A preview that listens; ended in any case."""
    log = root.parent / "preview.log"
    command = [sys.executable, str(root / "scripts/preview.py"), "--engine", engine]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=root, stdout=file, stderr=file, start_new_session=True)
    preview = Preview(process, log)
    try:
        until(preview.address)
        yield preview
    finally:
        process.terminate()
        process.wait(LIMIT)


def below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A preview and all that it started."""
    return [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]


def good(root: Path, engine: str) -> str:
    """The last good page on disk. Asking Quarto for a page would have it render that, and show why it cannot."""
    file = root / f".cache/preview/{engine}/chapters/01-small.html"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def saved(preview: Preview) -> list[str]:
    """What has been said of each save of the chapter that is on the page."""
    lines = preview.log.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "01-small.qmd" in line and "on the page after" in line]


@posix
@pytest.mark.seconds(15)
@pytest.mark.parametrize("engine", ENGINES)
def test_saves(built: Path, engine: str) -> None:
    require(engine)
    published = tree(built / "_site")
    with running(built, engine) as preview:
        until(lambda: "Words." in good(built, engine))
        write(built, "Prose.")
        until(lambda: "Prose." in good(built, engine) and saved(preview))
        assert "0 cells executed, no findings" in saved(preview)[-1]
        write(built, "Broken.", "y = x + unknown")
        until(lambda: preview.said("chapters/01-small.qmd:24: [undefined-name]"))
        until(lambda: "Broken." in good(built, engine) and "undefined-name" in good(built, engine))
        write(built, "Code.", "y = 1 + x  # another")
        until(lambda: "Code." in good(built, engine) and len(saved(preview)) == 3)
        assert "undefined-name" not in good(built, engine)
        assert "3 cells executed, no findings" in saved(preview)[-1]
        processes = below(preview.process)
        preview.process.send_signal(signal.SIGINT)
        assert preview.process.wait(LIMIT) == 0
        assert not [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert tree(built / "_site") == published
