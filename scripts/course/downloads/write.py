"""Make the notebooks and their zip, and write them into a rendered site."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course import addresses
from course.config import Project
from course.downloads import archive, notebook
from course.downloads.text import pieces
from course.notebooks import Executed


def write(project: Project, chapters: list[Executed], site: Path) -> None:
    """Write all downloads into a rendered site. Raises CourseError and OSError."""
    for name, data in files(project, chapters).items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(data)


def files(project: Project, chapters: list[Executed]) -> dict[str, bytes]:
    """The practice and the solution notebook of each chapter, and the zip, by their places. Raises CourseError."""
    notebooks: dict[str, bytes] = {}
    for executed in chapters:
        parts = list(pieces(project, executed.chapter))
        for kind, make in (("practice", notebook.practice), ("solution", notebook.solution)):
            name = f"{executed.chapter.stem}-{kind}.ipynb"
            notebooks[name] = content(make(executed, parts, project.title, addresses.data(project)))
    archived = archive.archive(project, [executed.chapter for executed in chapters], notebooks)
    return {f"chapters/{name}": data for name, data in notebooks.items()} | {archive.NAME: archived}


def content(made: NotebookNode) -> bytes:
    """A notebook as the bytes of its file, valid by its format."""
    nbformat.validate(made)
    text: str = nbformat.writes(made)
    return f"{text}\n".encode()
