"""Quarto at work: website and PDFs side by side, each in a copy of the project in which the cells have run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import nbformat
import yaml
from nbformat import NotebookNode

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute.html_outputs import mark_html
from course.execute.notebooks import Executed
from course.gate.paper import read_paper
from course.render import site_data
from course.render.compress import compressed_pdf
from course.render.notebook import executed_notebook, front_notebook
from course.render.pdf import COURSE, NO_GLYPH, set_pdf, typst_refusal
from course.render.portable.pandoc import glossary, refusal
from course.render.print_edition import print_edition
from course.render.quarto.program import Quarto
from course.render.quarto.split_figures import split_figures
from course.render.typst import bind_course, split_document
from course.render.workspace import copy_checkout
from course.source.chapters import Chapter

LAST_LINES = 15
RENDER_SECONDS = 3600
ICONS = re.compile(r'^#import "@preview/fontawesome.*$', re.MULTILINE)
# What a check of the extension's filter says
FILTER_REFUSAL = re.compile(r"_extensions/course/\S*\.lua:\d+: .*?\nstack traceback", re.DOTALL)
# Typst's complaint, and the place that it names, in what Quarto says
TYPST_REFUSAL = re.compile(r"error: [^\n]*\n[^\n]*?(?P<file>chapters/[^\s:]+\.typ):\d+:\d+")
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
        self.pdfs: Future[dict[str, bytes]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self.copies:
            self.pool.shutdown(wait=False, cancel_futures=True)
            jobs: list[Future[Any] | None] = [self.early, self.pages, self.pdfs]
            if any(job and job.running() for job in jobs):
                processes.end(self.project)
            self.pool.shutdown(wait=True)

    def start_pages(self) -> Future[None]:
        """Begin with the pages that wait for no kernel. Returns their rendering."""
        root = self.project.root
        # A folder is rendered as a whole, which takes less time than file by file
        folders = ["pages"] if any(root.glob("pages/*.qmd")) else []
        files = [*(page.name for page in self.project.other_pages if page.parent == root), *folders]
        self.early = self.pool.submit(self.run, self.site, "html", files)
        return self.early

    def start_chapter(self, executed: Executed) -> None:
        """Nothing yet: to start Quarto for each chapter takes longer than what would be won."""

    def start_remaining(self, chapters: list[Executed]) -> None:
        """Begin with chapters, PDFs, and the other pages where they were not begun with."""

        def pages() -> None:
            if self.early:
                self.early.result()
            write_chapters(self.project, chapters, self.site)
            self.run(self.site, "html", ["chapters"] if self.early else [])

        def pdfs() -> dict[str, bytes]:
            write_chapters(self.project, chapters, self.papers, paper=True)
            self.run(self.papers, "typst", [])
            made = (self.papers / "_site/chapters").glob("*.pdf")
            pdfs = {f"chapters/{f.name}": compressed_pdf(f.read_bytes(), self.project.render_cache) for f in made}
            for pdf in pdfs.values():
                # The gate finds in the cache what it would wait for; the pages take longer than the PDFs
                read_paper(pdf, self.project.render_cache)
            parts = [executed.chapter for executed in chapters]
            return pdfs | {COURSE: course_pdf(self.project, parts, self.papers / "chapters")}

        self.pages = self.pool.submit(pages)
        self.pdfs = self.pool.submit(pdfs)

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError with Quarto's last lines."""
        if self.pages:
            self.pages.result()
        shutil.copytree(self.site / "_site", output, dirs_exist_ok=True)

    def write_pdfs(self, output: Path) -> None:
        """Write the PDFs into the site. Raises CourseError with Quarto's last lines."""
        for name, data in self.pdfs.result().items() if self.pdfs else ():
            (output / name).write_bytes(data)

    def run(self, folder: Path, style: str, files: list[str]) -> None:
        """Run `quarto render` in a copy. files: to render, none for all. Raises CourseError with its last lines."""
        data = (self.project.cache / site_data.NAME).read_text(encoding="utf-8")
        (folder / ".cache" / site_data.NAME).write_text(link_notebooks(self.project, data), encoding="utf-8")
        environment = PANDOC | os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
        command = [self.engine.path, "render", *files, "--to", style]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=RENDER_SECONDS,
        )
        if done.returncode != 0 and NO_GLYPH in done.stdout and drop_standard(folder):
            self.run(folder, style, files)
        elif done.returncode != 0:
            tail = "\n".join(done.stdout.strip().splitlines()[-LAST_LINES:]).replace(
                str(folder), str(self.project.root)
            )
            raise self.refusal(folder, done.stdout) or CourseError(
                f"quarto render failed with code {done.returncode}:\n{tail}"
            )

    def refusal(self, folder: Path, said: str) -> CourseError | None:
        """What a filter or Typst says about a page, at its line; None where Quarto failed with something else."""
        if found := FILTER_REFUSAL.search(said):
            files = [*self.project.chapters, *self.project.other_pages]
            return refusal(self.project, link_sources(self.project, found[0]), files)
        found = TYPST_REFUSAL.search(said)
        document = folder / found["file"] if found else None
        if not found or not document or not document.is_file():
            return None
        return typst_refusal(self.project, found[0], document.read_text(encoding="utf-8"), document.stem)


@contextmanager
def copied(project: Project, name: str, settings: dict[str, Any]) -> Iterator[Path]:
    """A copy of the checkout, in which chapters are notebooks with nothing but their front matter yet.

    Quarto renders nothing below a folder whose name begins with a dot, so the copy is not in the cache.
    """
    with TemporaryDirectory(prefix=f"course-{name}-") as temporary:
        copy = Path(temporary).resolve() / "course"
        copy_checkout(project, copy)
        for chapter in project.chapters:
            (copy / project.relative(chapter)).unlink()
            # What cannot be read is the gate's to report
            front = FRONT.match(chapter.read_text(encoding="utf-8-sig", errors="replace"))
            write_notebook(front_notebook(front[0] if front else ""), copy / notebook_name(project.relative(chapter)))
        for page in copy.rglob("*.qmd"):
            text = page.read_text(encoding="utf-8-sig", errors="replace")
            page.write_text(link_notebooks(project, text), encoding="utf-8")
        text = link_notebooks(project, yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))
        (copy / "_quarto.yml").write_text(text.replace("chapters/*.qmd", "chapters/*.ipynb"), encoding="utf-8")
        (copy / ".cache").mkdir()
        yield copy


def notebook_name(file: str) -> str:
    """The name of a chapter's notebook."""
    return f"{file.removesuffix('.qmd')}.ipynb"


def link_notebooks(project: Project, text: str) -> str:
    """A text in which the names of chapters lead to their notebooks, which stand in the copy for them."""
    for chapter in project.chapters:
        text = text.replace(chapter.name, notebook_name(chapter.name))
    return text


def link_sources(project: Project, text: str) -> str:
    """The reverse of `link_notebooks`."""
    for chapter in project.chapters:
        text = text.replace(notebook_name(chapter.name), chapter.name)
    return text


def write_notebook(notebook: NotebookNode, file: Path) -> None:
    """Write a notebook."""
    file.write_text(nbformat.writes(notebook), encoding="utf-8")


def course_pdf(project: Project, chapters: list[Chapter], folder: Path, figures: Path | None = None) -> bytes:
    """The PDF of all chapters.

    Args:
        project: The checkout.
        chapters: All of them, in order.
        folder: Where Quarto has kept each as Typst.
        figures: Where their figures are, by default beside them.

    Raises:
        CourseError: A chapter is not there, or Typst refuses it.
    """
    documents = []
    for chapter in chapters:
        file = folder / f"{chapter.stem}.typ"
        if not file.is_file():
            raise CourseError(
                "Quarto has not kept the chapter as Typst; see keep-typ: in _quarto.yml", file=chapter.file
            )
        # Quarto brings this package, which Typst would look for in the network; template.typ does without
        text = ICONS.sub("", file.read_text(encoding="utf-8"))
        documents.append(split_document(text, chapter.file))
    text = bind_course(project, chapters, documents, glossary(project))
    return set_pdf(project, text, (figures or folder) / "course.typ")


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
    settings["project"] = {"type": "default", "output-dir": "_site", "render": ["chapters/*.ipynb"]}
    settings["format"] = {"typst": settings["format"]["typst"]}
    return settings


def drop_standard(copy: Path) -> bool:
    """Have a copy's PDFs keep to no standard; whether they did. The gate says what is wrong, as in `pdf`."""
    file = copy / "_quarto.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    if dropped := settings["format"]["typst"].pop("pdf-standard", ""):
        file.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return bool(dropped)


def write_chapters(project: Project, chapters: list[Executed], copy: Path, *, paper: bool = False) -> None:
    """Write the executed chapters as notebooks, which Quarto converts itself; no kernel is asked.

    paper: whether PDFs are made of them.
    """
    for executed in chapters:
        one = print_edition(executed) if paper else executed
        notebook = deepcopy(executed_notebook(one))
        split_figures(notebook, one.chapter.cells)
        if paper:
            mark_html(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = link_notebooks(project, cell.source)
        write_notebook(notebook, copy / notebook_name(one.chapter.file))
