"""Render with Quarto: website and PDFs side by side, each from a copy of the project in which the cells have run."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from course import checkout, facts, portable
from course.config import Project
from course.errors import CourseError
from course.markdown import executed_markdown
from course.notebooks import Executed
from course.quarto import Quarto
from course.slim import slimmed

LINES_TOLD = 15
PDFS = "chapters/*.pdf"


def render(engine: Quarto, project: Project, executed: list[Executed], output: Path, jobs: int) -> None:
    """Render all pages and PDFs into an empty folder. Raises CourseError with Quarto's last lines.

    Quarto renders one file after the other, so its two formats are rendered by two processes at a time.
    """
    with ExitStack() as copies, ThreadPoolExecutor(max_workers=min(jobs, 2)) as pool:
        site = copies.enter_context(copied(project, executed, "site"))
        pdfs = copies.enter_context(copied(project, executed, "pdfs"))
        work: list[Future[None]] = [
            pool.submit(run, engine, project, site, "html", website_settings(project)),
            pool.submit(run, engine, project, pdfs, "typst", pdf_settings(project)),
        ]
        course = pool.submit(portable.course_alone, project, executed, "course-pdf")
        for job in work:
            job.result()
        shutil.copytree(site / "_site", output, dirs_exist_ok=True)
        for file in (pdfs / "_site").glob(PDFS):
            (output / "chapters" / file.name).write_bytes(slimmed(file.read_bytes(), project.rendered))
        (output / portable.COURSE).write_bytes(course.result())


@contextmanager
def copied(project: Project, executed: list[Executed], name: str) -> Iterator[Path]:
    """A copy of the checkout, with chapters as Quarto hands them to Pandoc: no kernel and no notebook is asked.

    It has the same place each time. Quarto finds nothing to render below a folder whose name begins with a dot.
    """
    place = hashlib.sha256(str(project.root).encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"course-{name}-{place}"
    shutil.rmtree(copy, ignore_errors=True)
    try:
        checkout.copy(project, copy)
        (copy / ".cache").mkdir()
        shutil.copy(project.cache / facts.NAME, copy / ".cache")
        for one in executed:
            text = executed_markdown(one, copy / "chapters")
            (copy / one.chapter.file).write_text(text, encoding="utf-8")
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


def run(engine: Quarto, project: Project, folder: Path, style: str, settings: dict[str, Any]) -> None:
    """Run `quarto render` in a folder. Raises CourseError with its last lines."""
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    command = [engine.path, "render", "--to", style]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-LINES_TOLD:]).replace(str(folder), str(project.root))
        raise CourseError(f"quarto render failed with code {done.returncode}:\n{tail}")
