"""Render with Quarto: the website where it stands, the chapters' PDFs beside it in a copy of the project."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import yaml

from course import notebooks, portable, quarto
from course.chapters import Chapter
from course.config import Project
from course.errors import CourseError
from course.notebooks import Executed
from course.quarto import Quarto
from course.slim import slimmed

LINES_TOLD = 15


def render(engine: Quarto, project: Project, executed: list[Executed], output: Path, jobs: int) -> None:
    """Render all pages and PDFs into a folder below the project's root. Raises CourseError with Quarto's last lines.

    Quarto renders one file after the other, so its two formats are rendered by two processes at a time.
    """
    # What a killed render leaves beside its chapter; the next one would pass it by and leave one more
    for leftover in project.root.glob("chapters/*.quarto_ipynb*"):
        leftover.unlink()
    copy = copy_for_pdfs(engine, project, [one.chapter for one in executed])
    try:
        with ThreadPoolExecutor(max_workers=min(jobs, 2)) as pool:
            site = ["--to", "html", "--output-dir", project.relative(output)]
            work: list[Future[None] | Future[bytes]] = [pool.submit(run, engine, project, project.root, site)]
            work.append(pool.submit(run, engine, project, copy, ["--to", "typst"]))
            # What scripts/finish.py asks for in the end, remembered by then
            work.append(pool.submit(portable.course_alone, project, executed, "ahead"))
            for job in work:
                job.result()
        (output / "chapters").mkdir(exist_ok=True)
        for file in (copy / "_site/chapters").glob("*.pdf"):
            (output / "chapters" / file.name).write_bytes(slimmed(file.read_bytes(), project.rendered))
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def copy_for_pdfs(engine: Quarto, project: Project, chapters: list[Chapter]) -> Path:
    """What the PDFs are made from, in a folder of its own: two renders in one folder take each other's files.

    It has the same place each time, which the cached notebooks name. Quarto finds nothing to render below a folder
    whose name begins with a dot.
    """
    checkout = hashlib.sha256(str(project.root).encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"course-pdfs-{checkout}"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("_extensions", "assets"):
        shutil.copytree(project.root / name, copy / name)
    for folder in ("chapters", ".cache"):
        (copy / folder).mkdir()
    for chapter in chapters:
        shutil.copy(chapter.path, copy / "chapters")
    for name in ("_environment", ".cache/facts.json"):
        shutil.copy(project.root / name, copy / name)
    settings = deepcopy(project.settings)
    settings["project"] = {"type": "default", "output-dir": "_site", "render": ["chapters/*.qmd"]}
    settings["format"] = {"typst": settings["format"]["typst"]}
    (copy / "_quarto.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    # Imported here, as it takes time that a build without Quarto does not need
    from course.cache import Cache

    share, cache = quarto.share(engine), Cache(project)
    here, there = quarto.setup_cell(share, project), quarto.setup_cell(share, project, copy)
    for chapter in chapters:
        cache.repeat(notebooks.build(chapter, here), notebooks.build(chapter, there), chapter.file)
    return copy


def run(engine: Quarto, project: Project, folder: Path, options: list[str]) -> None:
    """Run `quarto render` in a folder. Raises CourseError with its last lines."""
    environment = os.environ | {
        "QUARTO_PYTHON": sys.executable,
        "JUPYTERCACHE": str(project.cache / "notebooks"),
        "NO_COLOR": "1",
        quarto.GATED: "1",
    }
    command = [engine.path, "render", *options]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.strip().splitlines()[-LINES_TOLD:])
        raise CourseError(f"quarto render failed with code {done.returncode}:\n{tail}")
