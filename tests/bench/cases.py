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

from bench import floor, kernels, layouts, measure, peers
from bench.layouts import Chapters
from bench.measure import Run

from course.bootstrap import ROOT, last_error
from course.common.project import load_project
from course.render.quarto import program
from course.source import chapters

# Outside of the project: Quarto passes by what is in hidden folders
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
WORK = Path(tempfile.gettempdir()) / f"course-bench-{CHECKOUT}"
ENGINES = ("portable", "quarto")
STAMP = "made.sha256"
EXECUTED = re.compile(r"(\d+) cells? executed")
STAGES = re.compile(r"^Seconds: (.*)$", re.MULTILINE)
SENTENCE = "\nOne sentence more, for the comparison.\n"
COMMENT = "# One line more, for the comparison"


@dataclass(frozen=True)
class Case:
    """What is timed.

    name: of the tool and of what happened before; prepare: brings the folder into that state; site: where in it the
    pages go, empty where none are made; digest: of what the other tools' results are made from, empty for ours.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    environment: Mapping[str, str]
    prepare: Callable[[], None]
    site: str = ""
    digest: str = ""

    @property
    def pages(self) -> list[Path]:
        """The chapters' pages, as far as they are there."""
        return sorted((self.folder / self.site).glob("chapters/*.html")) if self.site else []

    @property
    def complete(self) -> bool:
        """Whether there is a page of every chapter."""
        sources = [path for path in self.folder.glob("chapters/*") if path.suffix in (".qmd", ".ipynb")]
        return {page.stem for page in self.pages} >= {path.stem for path in sources}


@dataclass
class Result:
    """The runs of a case. kernels: started; cells: executed, as ours says, -1 for other tools; failure: of a run."""

    name: str
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    kernels: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    failure: str = ""

    def add(self, run: Run, kernels: int) -> None:
        """Take in a run; after a failure the case has no figures."""
        if run.code != 0:
            self.failure = "does not end" if run.code is None else last_error(run.output)
            return
        executed, stages = EXECUTED.search(run.output), STAGES.search(run.output)
        self.seconds.append(round(run.seconds, 2))
        self.processor.append(round(run.processor, 2))
        self.kernels.append(kernels)
        self.cells.append(int(executed[1]) if executed else -1)
        self.stages.append(stages[1] if stages else "")


def chapters_of_course() -> dict[str, str]:
    """The texts of the course's chapters by their files' stems."""
    return {path.stem: path.read_text(encoding="utf-8") for path in load_project(ROOT).chapters}


def measured(case: Case, *, memory: bool = False) -> tuple[Run, int]:
    """Prepare and run a case. Returns the run and the number of kernels that were started.

    A tool that says it is done and has not made all pages has failed.
    """
    case.prepare()
    with tempfile.TemporaryDirectory(prefix="course-bench-") as temporary:
        log = Path(temporary) / "kernels"
        run = measure.run(case.command, case.folder, {**case.environment, **kernels.counted(log)}, memory=memory)
        count = kernels.started(log)
    if run.code == 0 and case.site and not case.complete:
        run = replace(run, code=1, output="not all pages were made")
    if run.code == 0 and case.digest:
        (case.folder / STAMP).write_text(case.digest, encoding="utf-8")
    return run, count


def is_made(case: Case) -> bool:
    """Whether the folder holds what another tool made of these chapters."""
    stamp = case.folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == case.digest


def ours(engine: str) -> list[Case]:
    """Our build: cold, with nothing changed, after an edit of one sentence, after one of an answer, in this order."""
    folder = WORK / engine
    command = (sys.executable, "scripts/build.py", "--engine", engine)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("cold", partial(write_ours, folder)),
        ("nothing changed", lambda: None),
        ("one sentence edited", partial(edit_sentence, folder)),
        ("one answer edited", partial(edit_answer, folder)),
    ]
    name = "portable" if engine == "portable" else "Quarto"
    return [Case(f"{name}, {step}", folder, command, os.environ, prepare, "_site") for step, prepare in steps]


def write_ours(folder: Path) -> None:
    """A fresh copy of the project, with nothing built, but compiled as after any first use of its scripts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    layouts.write_project(folder)
    compileall.compile_dir(folder / "scripts", quiet=1)


def longest(folder: Path) -> Path:
    """The chapter with the most text: the one that takes longest to render."""
    return max(sorted((folder / "chapters").glob("*.qmd")), key=lambda path: path.stat().st_size)


def edit_sentence(folder: Path) -> None:
    """Add a sentence to the longest chapter, before its first exercise."""
    path = longest(folder)
    path.write_text(path.read_text(encoding="utf-8").replace("\n## ", f"{SENTENCE}\n## ", 1), encoding="utf-8")


def edit_answer(folder: Path) -> None:
    """Change the code of the longest chapter's first answer, but not what it does."""
    path = longest(folder)
    cell = next(cell for cell in parse_chapter(path, path.name).cells if cell.part == "answer")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(cell.end - 1, f"{COMMENT}\n")
    path.write_text("".join(lines), encoding="utf-8")


def bare(texts: Chapters) -> Case:
    """The floor."""
    folder = WORK / "floor"
    command = (sys.executable, floor.__file__, "chapters")
    write = partial(anew, folder, layouts.write_notebooks, texts)
    return Case("floor", folder, command, load_project(ROOT).environment(), write)


def peer(name: str, texts: Chapters) -> Case:
    """Another tool on all chapters, each time from nothing. Raises CourseError where it cannot be set up.

    What the project sets for its cells' environment is set for every tool.
    """
    tool, folder = peers.named(name), WORK / f"plain-{name}"
    programs = peers.set_up(tool)
    environment = {**load_project(ROOT).environment(), **peers.environment(programs), **kernels.shared()}
    digest = hashlib.sha256(json.dumps([tool.pins, texts]).encode()).hexdigest()
    command: tuple[str, ...]
    lay_out: Callable[[Path, Chapters], None]
    if name == "quarto":
        found = program.look([])
        command = (found.path if found else name, "render")
        lay_out = partial(layouts.write_website, formats="{html: default, typst: default}")
        return Case(
            "plain Quarto", folder, command, environment, partial(anew, folder, lay_out, texts), "_site", digest
        )
    if name == "nbconvert":
        command = (str(programs / "jupyter"), "nbconvert", "--to=html", "--execute", "chapters/*.ipynb")
        lay_out, site = layouts.write_notebooks, "."
    else:
        command = (str(programs / "jupyter-book"), "build", ".")
        lay_out, site = partial(layouts.write_book, seconds=measure.LONGEST), "_build/html"
    write = partial(anew, folder, lay_out, texts)
    return Case(f"{name} {tool.version}", folder, command, environment, write, site, digest)


def anew(folder: Path, lay_out: Callable[[Path, Chapters], None], texts: Chapters) -> None:
    """Write the chapters for a tool into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lay_out(folder, texts)
