"""The notebooks of all chapters and their zip."""

import nbformat
from nbformat import NotebookNode

from course.common import addresses
from course.common.project import Project
from course.execute.notebooks import Executed
from course.export import archive, notebook
from course.export.prose import pieces


def downloads(project: Project, chapters: list[Executed]) -> dict[str, bytes]:
    """The practice and the solution notebook of each chapter, and the zip, by their places. Raises CourseError."""
    notebooks: dict[str, bytes] = {}
    for executed in chapters:
        parts = list(pieces(project, executed))
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
