"""Quarto at work: website and PDFs side by side, each in a copy of the project in which the cells have run."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute.notebooks import Executed
from course.render import site_data
from course.render.compress import compressed_pdf
from course.render.markdown import executed_markdown
from course.render.pdf import COURSE, course_alone
from course.render.quarto.program import Quarto
from course.render.workspace import copy_checkout

LAST_LINES = 15
FRONT = re.compile(r"---\n.*?\n---\n", re.DOTALL)
# Pandoc's memory before it first collects garbage, on which Quarto's filters have it spend much of its time
PANDOC = {"GHCRTS": "-A64m"}


class QuartoRendering:
    """The rendering of one build. What fails is raised where it is asked for: the gate may have told why already.

    Quarto renders one file after the other, so its two formats are rendered by two processes at a time; and in the time
    that kernels need, the pages are rendered that wait for none.

    jobs: processes at a time.
    """

    def __init__(self, engine: Quarto, project: Project, jobs: int) -> None:
        self.engine, self.project = engine, project
        self.pool = ThreadPoolExecutor(max_workers=jobs)
        self.copies = ExitStack()
        self.site = self.copies.enter_context(copied(project, "site", website_settings(project)))
        self.papers = self.copies.enter_context(copied(project, "pdfs", pdf_settings(project)))
        self.early: Future[None] | None = None
        self.pages: Future[None] | None = None
        self.pdfs: list[Future[dict[str, bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self.copies:
            self.pool.shutdown(wait=False, cancel_futures=True)
            jobs: list[Future[Any] | None] = [self.early, self.pages, *self.pdfs]
            if any(job and job.running() for job in jobs):
                processes.end(self.project)
            self.pool.shutdown(wait=True)

    def start_pages(self) -> None:
        """Begin with the pages that wait for no kernel."""
        root = self.project.root
        # A folder is rendered as a whole, which takes less time than file by file
        folders = ["pages"] if any(root.glob("pages/*.qmd")) else []
        files = [*(file.name for file in root.glob("*.qmd")), *folders]
        self.early = self.pool.submit(self.run, self.site, "html", files)

    def start_chapter(self, executed: Executed) -> None:
        """Nothing yet: to start Quarto for each chapter takes longer than what would be won."""

    def start_remaining(self, chapters: list[Executed]) -> None:
        """Begin with chapters, PDFs, and the other pages where they were not begun with."""

        def pages() -> None:
            if self.early:
                self.early.result()
            write_chapters(chapters, self.site)
            self.run(self.site, "html", ["chapters"] if self.early else [])

        def pdfs() -> dict[str, bytes]:
            write_chapters(chapters, self.papers)
            self.run(self.papers, "typst", [])
            made = (self.papers / "_site/chapters").glob("*.pdf")
            return {
                f"chapters/{file.name}": compressed_pdf(file.read_bytes(), self.project.render_cache) for file in made
            }

        def course() -> dict[str, bytes]:
            return {COURSE: course_alone(self.project, chapters, "course-pdf")}

        self.pages = self.pool.submit(pages)
        self.pdfs = [self.pool.submit(pdfs), self.pool.submit(course)]

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError with Quarto's last lines."""
        if self.pages:
            self.pages.result()
        shutil.copytree(self.site / "_site", output, dirs_exist_ok=True)

    def write_pdfs(self, output: Path) -> None:
        """Write the PDFs into the site. Raises CourseError with Quarto's last lines."""
        for job in self.pdfs:
            for name, data in job.result().items():
                (output / name).write_bytes(data)

    def run(self, folder: Path, style: str, files: list[str]) -> None:
        """Run `quarto render` in a copy. files: to render, none for all. Raises CourseError with its last lines."""
        (folder / ".cache").mkdir(exist_ok=True)
        shutil.copy(self.project.cache / site_data.NAME, folder / ".cache")
        environment = PANDOC | os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
        command = [self.engine.path, "render", *files, "--to", style]
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode != 0:
            tail = "\n".join(done.stdout.strip().splitlines()[-LAST_LINES:]).replace(
                str(folder), str(self.project.root)
            )
            raise CourseError(f"quarto render failed with code {done.returncode}:\n{tail}")


@contextmanager
def copied(project: Project, name: str, settings: dict[str, Any]) -> Iterator[Path]:
    """A copy of the checkout, in which chapters have but their front matter. settings: its `_quarto.yml`.

    It has the same place each time. Quarto finds nothing to render below a folder whose name begins with a dot.
    """
    place = hashlib.sha256(str(project.root).encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"course-{name}-{place}"
    shutil.rmtree(copy, ignore_errors=True)
    try:
        copy_checkout(project, copy)
        for chapter in project.chapters:
            # What cannot be read is the gate's to report
            front = FRONT.match(chapter.read_text(encoding="utf-8", errors="replace"))
            (copy / project.relative(chapter)).write_text(front[0] if front else "", encoding="utf-8")
        text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
        (copy / "_quarto.yml").write_text(text, encoding="utf-8")
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def website_settings(project: Project) -> dict[str, Any]:
    """`_quarto.yml` for the pages, without the scripts around a render, which the build does not need."""
    settings = deepcopy(project.settings)
    for key in ("pre-render", "post-render"):
        settings["project"].pop(key, None)
    settings["project"]["output-dir"] = "_site"
    settings["format"] = {"html": settings["format"]["html"]}
    return settings


def pdf_settings(project: Project) -> dict[str, Any]:
    """`_quarto.yml` for the chapters' PDFs."""
    settings = deepcopy(project.settings)
    settings["project"] = {"type": "default", "output-dir": "_site", "render": ["chapters/*.qmd"]}
    settings["format"] = {"typst": settings["format"]["typst"]}
    return settings


def write_chapters(chapters: list[Executed], copy: Path) -> None:
    """Write chapters as Quarto hands them to Pandoc: no kernel and no notebook is asked."""
    for one in chapters:
        text = executed_markdown(one, copy / "chapters")
        (copy / one.chapter.file).write_text(text, encoding="utf-8")
