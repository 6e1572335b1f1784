"""The author's wait in a preview: from a save to the page, with all previews open, in alternation."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench import build, cases, layouts, measure, peers, report
from bench.cases import EXERCISE, WORK
from bench.report import Goal, number
from course.bootstrap import ROOT, last_error
from course.common import processes
from course.common.console import Reporter
from course.common.errors import CourseError
from course.common.ports import HOST, free_port
from course.render.quarto.program import look

NAME = "preview"
HEADS = ("preview", "saved", "median s", "from", "to")
CHAPTER, PAGE, ANSWER = "a sentence in the longest chapter", "a sentence in pages/", "an answer in the longest chapter"
PORTABLE, QUARTO, PLAIN = "portable", "plain quarto preview", "plain quarto preview of plain Quarto's project"
# The page that is edited beside the longest chapter
OTHER_PAGE = "pages/data.qmd"
# What a page has when our scripts are done with it
COMPLETED = 'class="provenance"'
SECONDS_BETWEEN_LOOKS = 0.02
# As an author pauses: Quarto goes on for a moment after the page is there
PAUSE = 6
LONGEST = 180
SAVES = 100  # between the two looks at the memory


@dataclass
class Preview:
    """A preview that runs.

    Attributes:
        name: Of what previews.
        folder: The project.
        site: Where in it the pages are.
        completed: What a page has when it is done.
        command: What runs; it takes the port as its last argument.
        environment: All variables.
        seconds: From a save to the page, by what was saved.
    """

    name: str
    folder: Path
    site: str
    completed: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    pid: int = 0

    def save(self, what: str, path: Path, add: Callable[[Path, str], None]) -> None:
        """Add a word to a source, and note the seconds until the page has it. Raises CourseError where it does not."""
        word = f"Saved{time.time_ns()}"
        page = self.folder / self.site / path.relative_to(self.folder).with_suffix(".html")
        start = time.monotonic()
        add(path, word)
        while not self.is_shown(page, word):
            if time.monotonic() - start > LONGEST:
                raise CourseError(f"{self.name}: the page does not show {what} within {LONGEST} s")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        self.seconds.setdefault(what, []).append(round(time.monotonic() - start, 2))

    def is_shown(self, page: Path, word: str) -> bool:
        """Whether a page has a word, and all else."""
        try:
            text = page.read_text(encoding="utf-8")
        except FileNotFoundError:
            # It is just being replaced
            return False
        return word in text and self.completed in text

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it, with the pages that are edited looked at once. Raises CourseError where it does not listen."""
        port = free_port(0)
        log = self.folder.with_suffix(".log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*self.command, str(port)], cwd=self.folder, env=dict(self.environment), stdout=output, stderr=output
            )
        self.pid = process.pid
        try:
            for path in (
                "",
                *(p.relative_to(self.folder).with_suffix(".html").as_posix() for p in edited(self.folder)),
            ):
                look_at(f"http://{HOST}:{port}/{path}", process, log)
            yield
        finally:
            processes.kill(measure.tree(process.pid))
            process.wait()


def look_at(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Have a page shown once it can be. Raises CourseError where the preview ends, or does not show it."""
    end = time.monotonic() + LONGEST
    while process.poll() is None and time.monotonic() < end:
        try:
            urlopen(address, timeout=LONGEST).close()
            return
        except (URLError, ConnectionError):
            time.sleep(SECONDS_BETWEEN_LOOKS)
    raise CourseError(f"{address} is not shown: {last_error(log.read_text(encoding='utf-8', errors='replace'))}")


def measure_all(options: argparse.Namespace, reporter: Reporter) -> Path:
    """Measure and write the result. Returns its file. Raises CourseError."""
    with reporter.stage("Setting up"):
        previews = all_previews()
    alone = cases.bare_case(EXERCISE, cases.edited_exercise())
    cells: list[float] = []
    with all_running(previews):
        for turn in range(1, options.runs + 1):
            with reporter.stage(f"Run {turn} of {options.runs}"):
                for preview in previews:
                    save_each(preview)
                cells += [float(seconds) for seconds in cases.CELLS.findall(cases.run_case(alone).output)]
    with reporter.stage(f"Memory over {SAVES} saves"):
        megabytes = memory_over_saves(previews[0])
    found = {preview.name: preview.seconds for preview in previews}
    content = {"runs": options.runs, "versions": build.versions(), "seconds": found, "cells": cells}
    return report.write_result(NAME, content | {"megabytes": megabytes}, judge(found, cells))


def all_previews() -> list[Preview]:
    """Previews of our project, by the portable engine and by Quarto alone, and of the same chapters without ours."""
    folder = prepare("portable", cases.copy_ours)
    command = (sys.executable, "scripts/preview.py", "--engine", "portable", "--port")
    previews = [Preview(PORTABLE, folder, ".cache/preview/portable", COMPLETED, command, os.environ)]
    quarto, _ = look()
    if quarto:
        command = (quarto.path, "preview", "--to", "html", "--no-browser", "--host", HOST, "--port")
        programs = Path(sys.executable).parent
        own, plain = prepare("quarto", cases.copy_ours), prepare("plain", write_plain)
        previews.append(Preview(QUARTO, own, "_site", COMPLETED, command, peers.environment(programs)))
        variables = {**peers.environment(peers.install(peers.named("quarto"))), **peers.shared_kernel()}
        previews.append(Preview(PLAIN, plain, "_site", "", command, variables))
    return previews


def prepare(name: str, lay_out: Callable[[Path], None]) -> Path:
    """A folder for a preview, laid out anew."""
    folder = WORK / f"{NAME}-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lay_out(folder)
    return folder


def write_plain(folder: Path) -> None:
    """The same pages in a website with nothing of ours."""
    layouts.write_website(folder, cases.read_course())
    shutil.copytree(ROOT / "pages", folder / "pages")


@contextmanager
def all_running(previews: Sequence[Preview]) -> Iterator[None]:
    """Run them all. Raises CourseError."""
    if not previews:
        yield
        return
    with previews[0].running(), all_running(previews[1:]):
        yield


def edited(folder: Path) -> tuple[Path, Path]:
    """The longest chapter and the other page."""
    return cases.longest_chapter(folder), folder / OTHER_PAGE


def save_each(preview: Preview) -> None:
    """Save each kind of edit once. Raises CourseError."""
    chapter, page = edited(preview.folder)
    saves: list[tuple[str, Path, Callable[[Path, str], None]]] = [
        (CHAPTER, chapter, cases.add_sentence),
        (PAGE, page, cases.add_sentence),
        (ANSWER, chapter, cases.add_comment),
    ]
    for what, path, add in saves:
        time.sleep(PAUSE)
        preview.save(what, path, add)


def memory_over_saves(preview: Preview) -> list[float]:
    """The megabytes of a preview and all below it after a first save, and after so many more."""
    _, page = edited(preview.folder)
    seen: list[float] = []
    with preview.running():
        for number_of_save in range(SAVES + 1):
            preview.save(f"{SAVES} sentences in pages/", page, cases.add_sentence)
            if number_of_save in (0, SAVES):
                time.sleep(PAUSE)
                seen.append(round(sum(map(measure.megabytes, measure.tree(preview.pid)))))
    return seen


def judge(found: Mapping[str, Mapping[str, list[float]]], cells: Sequence[float]) -> list[Goal]:
    """The goals of the wait in a preview."""

    def middle(name: str, what: str) -> float | None:
        return report.middle(found.get(name, {}).get(what, []))

    def beyond_cells(name: str, *also: str) -> float | None:
        """How much longer an answer takes than the cells of its exercise, and than other saves."""
        others = [cells, *(found.get(name, {}).get(what, []) for what in also)]
        rounds = zip(found.get(name, {}).get(ANSWER, []), *others, strict=False)
        return report.middle([answer - sum(rest) for answer, *rest in rounds])

    return [
        Goal(f"{PORTABLE}, {CHAPTER}: s", middle(PORTABLE, CHAPTER), 1.5),
        Goal(f"{PORTABLE}, {PAGE}: s", middle(PORTABLE, PAGE), 1.5),
        Goal(f"{PORTABLE}, {ANSWER} - its exercise's cells: s", beyond_cells(PORTABLE), 2),
        Goal(f"{QUARTO}, {CHAPTER}: s", middle(QUARTO, CHAPTER), 7),
        Goal(f"{QUARTO}, {PAGE}: s", middle(QUARTO, PAGE), 2.5),
        # Quarto renders the whole chapter for an answer as it does for a sentence
        Goal(f"{QUARTO}, {ANSWER} - a sentence - its exercise's cells: s", beyond_cells(QUARTO, CHAPTER), 3),
    ]


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table, and a sentence on the memory."""
    lines: list[Sequence[str]] = [HEADS]
    for name, seconds in result["seconds"].items():
        for what, times in seconds.items():
            figures = [report.middle(times), min(times), max(times)]
            lines.append([name, what, *(number(figure) for figure in figures)])
    first, last = result["megabytes"]
    words = f"The portable preview needs {first:.0f} MB after a first save, and {last:.0f} MB after {SAVES} more."
    return f"{report.table(lines)}\n\n{words}"
