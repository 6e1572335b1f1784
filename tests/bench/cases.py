"""What is measured: a tool's command on the course's real chapters, in a folder of its own."""

import compileall
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bench import bare, layouts, measure, peers
from bench.layouts import Chapters
from bench.measure import Processes, Run
from course.bootstrap import ROOT, last_error
from course.common.project import load_project
from course.render.quarto.program import look
from course.source.parser import parse_chapter

# Outside of the project: Quarto passes by what is in hidden folders
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
WORK = Path(tempfile.gettempdir()) / f"course-bench-{CHECKOUT}"
STAMP = "made.sha256"
CELLS = re.compile(r"^Cells: ([\d.]+) s$", re.MULTILINE)
SENTENCE = "One sentence more, for the comparison."
COMMENT = "One line more, for the comparison"
BARE = "bare execution"
EXERCISE = "bare execution of the edited exercise"


@dataclass(frozen=True)
class Case:
    """What is timed.

    Attributes:
        name: Of the tool and of what happened before.
        folder: Where it runs.
        command: What runs.
        environment: All variables.
        prepare: Brings the folder into the state before.
        site: Where in the folder the pages go, empty where none are made.
        digest: Of what another tool's result is made from, empty for ours.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]
    prepare: Callable[[], None]
    site: str = ""
    digest: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether there is a page of every chapter."""
        pages = {path.stem for path in (self.folder / self.site).glob("chapters/*.html")}
        return pages >= {path.stem for path in self.folder.glob("chapters/*") if path.suffix in (".qmd", ".ipynb")}

    @property
    def is_made(self) -> bool:
        """Whether the folder holds what another tool made of these chapters."""
        stamp = self.folder / STAMP
        return stamp.is_file() and stamp.read_text(encoding="utf-8") == self.digest


@dataclass
class Result:
    """The runs of a case.

    Attributes:
        name: Of the case.
        seconds: Of each run.
        processor: Seconds of each run, all processes together.
        cells: Seconds of each run's cells alone, as bare execution reports them.
        processes: What was seen in the run that was watched.
        failure: Of a run, after which the case has no figures.
    """

    name: str
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    cells: list[float] = field(default_factory=list)
    processes: Processes | None = None
    failure: str = ""

    def add(self, run: Run) -> None:
        """Take in a run: its times, or, where it was watched, its processes."""
        if run.code != 0:
            self.failure = "does not end" if run.code is None else last_error(run.output)
        elif run.processes:
            self.processes = run.processes
        else:
            self.seconds.append(round(run.seconds, 2))
            self.processor.append(round(run.processor, 2))
            self.cells += [float(seconds) for seconds in CELLS.findall(run.output)]


def read_course() -> dict[str, str]:
    """The texts of the course's chapters by their files' stems."""
    return {path.stem: path.read_text(encoding="utf-8") for path in load_project(ROOT).chapters}


def run_case(case: Case, *, watch: bool = False) -> Run:
    """Prepare and run a case. A tool that says it is done and has not made all pages has failed."""
    case.prepare()
    run = measure.run_program(case.command, case.folder, case.environment, watch=watch)
    if run.code == 0 and case.site and not case.is_complete:
        run = replace(run, code=1, output="not all pages were made")
    if run.code == 0 and case.digest:
        (case.folder / STAMP).write_text(case.digest, encoding="utf-8")
    return run


def our_cases(engine: str) -> list[Case]:
    """Our build: cold, with nothing changed, after an edit of one sentence, after one of an answer, in this order."""
    folder = WORK / engine
    steps: list[tuple[str, Callable[[], None]]] = [
        ("cold", partial(copy_ours, folder)),
        ("nothing changed", lambda: None),
        ("one sentence edited", partial(edit_sentence, folder)),
        ("one answer edited", partial(edit_answer, folder)),
    ]
    name = "portable" if engine == "portable" else "Quarto"
    return [
        Case(f"{name}, {step}", folder, our_command(engine), os.environ, prepare, "_site") for step, prepare in steps
    ]


def one_job(engine: str) -> Case:
    """Our build, cold, with one kernel and one program at a time."""
    folder = WORK / f"{engine}-one-job"
    command = (*our_command(engine), "--jobs", "1")
    return Case(f"{engine}, cold, --jobs 1", folder, command, os.environ, partial(copy_ours, folder), "_site")


def our_command(engine: str) -> tuple[str, ...]:
    """The command of our build."""
    return (sys.executable, "scripts/build.py", "--engine", engine)


def copy_ours(folder: Path) -> None:
    """A fresh copy of the project, with nothing built, but compiled as after any first use of its scripts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    layouts.copy_ours(folder)
    compileall.compile_dir(folder / "scripts", quiet=1)


def longest_chapter(folder: Path) -> Path:
    """The chapter with the most text: the one that takes longest to render."""
    return max(sorted((folder / "chapters").glob("*.qmd")), key=lambda path: path.stat().st_size)


def edit_sentence(folder: Path) -> None:
    """Add a sentence to the longest chapter."""
    add_sentence(longest_chapter(folder), SENTENCE)


def add_sentence(path: Path, sentence: str) -> None:
    """Add a sentence to a page, before its first heading."""
    path.write_text(path.read_text(encoding="utf-8").replace("\n## ", f"\n{sentence}\n\n## ", 1), encoding="utf-8")


def edit_answer(folder: Path) -> None:
    """Change the code of the longest chapter's first answer, but not what it does."""
    add_comment(longest_chapter(folder), COMMENT)


def add_comment(path: Path, comment: str) -> None:
    """Add a comment to a chapter's first answer."""
    cell = next(cell for cell in parse_chapter(path, path.name).cells if cell.part == "answer")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(cell.end - 1, f"# {comment}\n")
    path.write_text("".join(lines), encoding="utf-8")


def edited_exercise() -> dict[str, str]:
    """The text of the exercise that `edit_answer` edits, as a chapter."""
    path = longest_chapter(ROOT)
    chapter = parse_chapter(path, path.name)
    cell = next(cell for cell in chapter.cells if cell.part == "answer")
    exercise = chapter.exercises[cell.exercise or 0]
    return {path.stem: "\n".join(chapter.text.splitlines()[exercise.line - 1 : exercise.end])}


def bare_case(name: str, texts: Chapters) -> Case:
    """Bare execution of chapters."""
    folder = WORK / name.replace(" ", "-")
    command = (sys.executable, bare.__file__, "chapters")
    prepare = partial(write_anew, folder, layouts.write_notebooks, texts)
    return Case(name, folder, command, load_project(ROOT).environment(), prepare)


def peer_case(name: str, texts: Chapters) -> Case:
    """Another tool on all chapters, each time from nothing. Raises CourseError where it cannot be installed.

    What the project sets for its cells' environment is set for every tool.
    """
    tool, folder = peers.named(name), WORK / f"plain-{name}"
    programs = peers.install(tool)
    environment = {**load_project(ROOT).environment(), **peers.environment(programs), **peers.shared_kernel()}
    digest = hashlib.sha256(json.dumps([tool.pins, texts]).encode()).hexdigest()
    title, lay_out, site = f"{name} {tool.version}", layouts.write_notebooks, "."
    command: tuple[str, ...] = (str(programs / "jupyter"), "nbconvert", "--to=html", "--execute", "chapters/*.ipynb")
    if name == "quarto":
        found, _ = look()
        command = (found.path if found else name, "render")
        formats = "{html: default, typst: default}"
        title, lay_out, site = "plain Quarto", partial(layouts.write_website, formats=formats), "_site"
    elif name == "jupyter-book":
        command = (str(programs / "jupyter-book"), "build", ".")
        lay_out, site = partial(layouts.write_book, seconds=measure.LONGEST), "_build/html"
    return Case(title, folder, command, environment, partial(write_anew, folder, lay_out, texts), site, digest)


def write_anew(folder: Path, lay_out: Callable[[Path, Chapters], None], texts: Chapters) -> None:
    """Write the chapters for a tool into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lay_out(folder, texts)
