"""Write the notebooks and their zip into a rendered site."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course import addresses
from course.config import Project
from course.downloads import archive, notebook
from course.downloads.text import pieces
from course.notebooks import Executed


def write(project: Project, chapters: list[Executed], site: Path) -> None:
    """Write `chapters/<stem>-practice.ipynb` and `-solution.ipynb` of each chapter, and the zip. Raises CourseError."""
    files: dict[str, bytes] = {}
    for executed in chapters:
        parts = list(pieces(project, executed.chapter))
        for kind, make in (("practice", notebook.practice), ("solution", notebook.solution)):
            name = f"{executed.chapter.stem}-{kind}.ipynb"
            files[name] = content(make(executed, parts, project.title, addresses.data(project)))
    folder = site / "chapters"
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    archive.write(project, [executed.chapter for executed in chapters], files, site)


def content(made: NotebookNode) -> bytes:
    """A notebook as the bytes of its file, valid by its format."""
    nbformat.validate(made)
    text: str = nbformat.writes(made)
    return f"{text}\n".encode()
