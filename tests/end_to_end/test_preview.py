"""The preview checks, executes and shows each save, reports what is broken, and leaves nothing running after Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from lxml.html import fromstring

from builds import CHAPTER, kernel, stay, write
from course.common import processes
from course.common.data_scripts import SEARCH_INDEX
from course.common.ports import HOST, free_port
from support import ENGINES, HEALTHY, LIMIT, posix, require, run_build, tree, until
from survivors import is_alive

# Quarto's own command, without ours around it; it shows what a build publishes to
PLAIN = "plain"


@dataclass
class Preview:
    """A running preview. log: what it has printed."""

    process: subprocess.Popen[bytes]
    log: Path

    def text(self) -> str:
        """What it has said."""
        return self.log.read_text(encoding="utf-8")

    def said(self, *words: str) -> bool:
        """Whether it has said all of these."""
        return all(each in self.text() for each in words)

    def address(self) -> str:
        """Where it listens, empty before it does."""
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
        found = re.search(rf"http://{re.escape(HOST)}:\d+/", self.log.read_text(encoding="utf-8"))
        return found[0] if found else ""

    def page(self, name: str) -> str:
        """A page as a browser gets it."""
        with urlopen(self.address() + name, timeout=LIMIT) as answer:
            return str(answer.read().decode())


@contextmanager
def running(root: Path, engine: str) -> Iterator[Preview]:
    """A preview that listens. It does not outlive the block."""
    log = root.parent / "preview.log"
    command = [sys.executable, str(root / "scripts/preview.py"), "--engine", engine]
    # As in an activated environment
    variables = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    if engine == PLAIN:
        command = ["quarto", "preview", "--to", "html", "--no-browser", "--host", HOST, "--port", str(free_port(0))]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=root, env=variables, stdout=file, stderr=file, start_new_session=True)
    preview = Preview(process, log)
    try:
        until(preview.address)
        yield preview
    finally:
        interrupt(process, signal.SIGTERM)
        try:
            process.wait(LIMIT)
        finally:
            process.kill()


def interrupt(process: subprocess.Popen[bytes], number: int = signal.SIGINT) -> None:
    """Send a signal to a preview and what runs in its group, as a terminal does for Ctrl-C."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A preview and all that it started."""
    return [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]


def shown(root: Path, engine: str, page: str = "chapters/01-small.html") -> str:
    """A page on disk. Asking Quarto for one would have it render that."""
    site = root / "_site" if engine == PLAIN else root / f".cache/preview/{engine}"
    file = site / page
    return file.read_text(encoding="utf-8") if file.exists() else ""


def banner(root: Path, engine: str, page: str = "chapters/01-small.html") -> str:
    """The findings on a page."""
    found = re.search(r'<aside class="preview-findings".*?</aside>', shown(root, engine, page), re.DOTALL)
    return found[0] if found else ""


@posix
@pytest.mark.seconds(20)
@pytest.mark.parametrize("engine", [*ENGINES, PLAIN])
def test_saves(built: Path, engine: str) -> None:
    require("quarto" if engine == PLAIN else engine)
    published = tree(built / "_site")
    with running(built, engine) as preview:
        until(lambda: "Words." in shown(built, engine))
        write(built, "Prose.")
        until(lambda: preview.said("chapters/01-small.qmd: on the page after", "0 cells executed, no findings"))
        assert "Prose." in shown(built, engine)
        # The page's scripts are there, and the search knows what has been saved
        assert '<script defer src="../assets/scripts/course.js"></script>' in shown(built, engine)
        assert all(shown(built, engine, f"assets/scripts/{name}") for name in ("course.js", "search.js", "fuse.min.js"))
        assert '"text":"Prose. ' in shown(built, engine, SEARCH_INDEX.file)
        write(built, "Failing.", "y = x + unknown")
        until(lambda: preview.said("[undefined-name]") and "Failing." in shown(built, engine) and banner(built, engine))
        assert '<a href="#first-answer">chapters/01-small.qmd:24</a>' in banner(built, engine)
        assert "NameError" in shown(built, engine).replace(banner(built, engine), "")
        assert not banner(built, engine, "index.html")
        # What was said is not repeated
        said = preview.text().count("[undefined-name]")
        write(built, "Still failing.", "y = x + unknown")
        until(lambda: "Still failing." in shown(built, engine))
        assert preview.text().count("[undefined-name]") == said
        write(built, "Code.", "y = 1 + x  # another")
        until(lambda: preview.said("fixed: chapters/01-small.qmd:24: [undefined-name]"))
        until(lambda: "Code." in shown(built, engine) and not banner(built, engine))
        started = below(preview.process)
        if engine == PLAIN:
            interrupt(preview.process)
            until(lambda: not [process for process in started if is_alive(process)])
        else:
            # As an editor's button does it: to our process alone
            preview.process.send_signal(signal.SIGINT)
            assert preview.process.wait(LIMIT) == 0
            assert not [process for process in started if is_alive(process)]
    if engine == PLAIN:
        # The page's copy would be older than the page
        assert tree(built / "_site").keys().isdisjoint({"llms.txt", "chapters/01-small.llms.md"})
    else:
        assert tree(built / "_site") == published


@posix
@pytest.mark.seconds(15)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_newer_save_cancels(built: Path, engine: str) -> None:
    require(engine)
    with running(built, engine) as preview:
        until(lambda: "Words." in shown(built, engine))
        write(built, "Endless.", stay())
        until(lambda: kernel(built))
        write(built, "Fixed.", "y = x + 1  # again")
        until(lambda: "Fixed." in shown(built, engine))
        assert not any(map(preview.said, ("[time-limit]", "Traceback", "Task was destroyed")))


# What is saved in _quarto.yml, and what is said of it
SETTINGS = [
    (b"fig-width: 7\n", b"", "_quarto.yml:1: [settings]"),
    (b"project:\n", b"projekt:\n", "the setting 'project:' is missing"),
    (b"time-limit: ", b"time-limit: sixty", "[settings] 'course: time-limit:'"),
    (b"lang: en", b"lang: en # \xe4", "[not-utf8]"),
    (b"lang: en", b"lang: [en", "[bad-yaml]"),
]


@posix
@pytest.mark.seconds(20)
def test_it_outlives_any_settings(built: Path) -> None:
    settings = built / "_quarto.yml"
    good = settings.read_bytes()
    # Also when it begins with them
    settings.write_bytes(good.replace(b"output-limit: 20000", b"output-limit: many"))
    with running(built, "portable") as preview:
        until(lambda: preview.said("'course: output-limit:'"))
        for old, new, words in SETTINGS:
            settings.write_bytes(good.replace(old, new))
            until(lambda words=words: preview.said(words) and "preview-findings" in preview.page("index.html"))
        settings.write_bytes(good)
        until(lambda: "Words." in shown(built, "portable") and not banner(built, "portable", "index.html"))


@posix
@pytest.mark.seconds(20)
def test_it_outlives_any_page(built: Path) -> None:
    home, chapter = built / "index.qmd", built / "chapters/01-small.qmd"
    good = home.read_bytes()
    with running(built, "portable") as preview:
        until(lambda: "Words." in shown(built, "portable"))
        home.write_bytes(good + b"\xe4")
        until(lambda: preview.said("index.qmd:8: [not-utf8]") and banner(built, "portable", "index.html"))
        home.write_bytes(good.replace(b"title:", b"title: ["))
        until(lambda: preview.said("[bad-yaml]"))
        home.write_bytes(good)
        until(lambda: not banner(built, "portable", "index.html"))
        # A half-written exercise: its chapter is shown as it stands, the others are as they were
        half = HEALTHY.replace("Words.", "Half.", 1)
        chapter.write_text(half.replace("::: answer", "::: answer\n::: more", 1), encoding="utf-8")
        until(lambda: "Half." in shown(built, "portable") and "open-div" in banner(built, "portable"))
        chapter.write_text(half + "\n## No id yet\n\n::: instructions\nNew words.\n:::\n", encoding="utf-8")
        until(lambda: "New words." in shown(built, "portable") and "exercise-id" in banner(built, "portable"))
        assert "print(y)" in fromstring(shown(built, "portable")).text_content()
        assert not banner(built, "portable", "index.html")
        # What not even Pandoc can read: its page says so
        chapter.write_text(HEALTHY.replace("title:", "title: [", 1), encoding="utf-8")
        until(lambda: "cannot be shown" in shown(built, "portable") and "bad-yaml" in banner(built, "portable"))
        # A byte order mark changes nothing
        chapter.write_text("\ufeff" + HEALTHY.replace("Words.", "Marked.", 1), encoding="utf-8")
        until(lambda: "Marked." in shown(built, "portable") and not banner(built, "portable"))


@posix
@pytest.mark.seconds(12)
def test_a_save_by_a_rename_and_missing_caches(built: Path) -> None:
    with running(built, "portable") as preview:
        until(lambda: "Words." in shown(built, "portable"))
        write(built, "Renamed.", "y = x + 1  # new", file="saved")
        (built / "saved").replace(built / CHAPTER)
        until(lambda: "Renamed." in shown(built, "portable"))
        shutil.rmtree(built / ".cache")
        write(built, "Anew.", "y = x + 1  # newer")
        until(lambda: "Anew." in shown(built, "portable"))
        assert "no findings" in preview.text().splitlines()[-1]


@posix
@pytest.mark.seconds(8)
def test_files_of_editors_are_no_changes(built: Path) -> None:
    names = [f"chapters/{name}" for name in ("4913", "x.qmd~", ".x.qmd.swp", "#x.qmd#", ".~lock.x.qmd#")]
    names += ["chapters/.ipynb_checkpoints/01-small-checkpoint.qmd", "assets/data/.~lock.solar.csv#"]
    with running(built, "portable") as preview:
        until(lambda: "Words." in shown(built, "portable"))
        for name in names:
            (built / name).parent.mkdir(exist_ok=True)
            (built / name).write_text("---", encoding="utf-8")
        # Emacs has links that lead nowhere
        for folder in ("chapters", "assets/styles"):
            (built / folder / ".#x.qmd").symlink_to("author@machine.4711")
        write(built, "Prose.")
        until(lambda: preview.said("chapters/01-small.qmd: on the page"))
        assert preview.text().count("on the page after") == 2 and not any(map(preview.said, names))


@posix
@pytest.mark.seconds(12)
def test_what_a_killed_preview_left_is_ended_by_the_next(built: Path) -> None:
    with running(built, "portable") as preview:
        # As Quarto is left by a preview that is killed: alive, with the preview's mark
        mark = {processes.CHECKOUT: processes.command_mark(built, "preview")}
        left = subprocess.Popen(["sleep", "600"], env=os.environ | mark)
        preview.process.kill()
        preview.process.wait(LIMIT)
    try:
        with running(built, "portable"):
            until(lambda: left.poll() is not None)
    finally:
        left.kill()


@posix
@pytest.mark.full
@pytest.mark.seconds(20)
def test_what_a_killed_quarto_left_is_ended_by_the_next(built: Path) -> None:
    require("quarto")
    with running(built, PLAIN) as preview:
        until(lambda: "Words." in shown(built, PLAIN) and preview.said("on the page after"))
        [left] = psutil.Process(preview.process.pid).children()
        preview.process.kill()
        preview.process.wait(LIMIT)
        assert is_alive(left)
        with running(built, PLAIN):
            until(lambda: not is_alive(left))


@posix
@pytest.mark.seconds(8)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_percent_sign_in_the_path(small: Path, engine: str) -> None:
    require(engine)
    root = small.rename(small.with_name("100%41"))
    result = run_build(root, "--engine", engine)
    assert result.code == 0, result.err
