"""The notebooks of all chapters and their zip."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import nbformat
from nbformat import NotebookNode

from course.common import addresses
from course.common.project import Project
from course.execute.notebooks import Executed
from course.export import archive, notebook
from course.export.prose import convert_prose, pieces
from course.source.chapters import Chapter


class Downloads:
    """The practice and solution notebooks of the chapters, which are begun with as they become ready, and the zip."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.pool = ThreadPoolExecutor(max_workers=1)
        self.notebooks: dict[str, Future[dict[str, bytes]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)

    def read_ahead(self, chapters: list[Chapter]) -> None:
        """Have the prose of chapters converted while kernels start: `start_chapter` finds most of it in the cache."""
        for chapter in chapters:
            self.pool.submit(convert_prose, self.project, chapter, {})

    def start_chapter(self, executed: Executed) -> None:
        """Begin with a chapter."""
        self.notebooks[executed.chapter.stem] = self.pool.submit(self.make, executed)

    def make(self, executed: Executed) -> dict[str, bytes]:
        """A chapter's notebooks by their names. Raises CourseError."""
        parts = list(pieces(self.project, executed))
        data = addresses.data(self.project)
        return {
            f"{executed.chapter.stem}-{kind}.ipynb": content(make(executed, parts, self.project.title, data))
            for kind, make in (("practice", notebook.practice), ("solution", notebook.solution))
        }

    def files(self, chapters: list[Chapter]) -> dict[str, bytes]:
        """All files by their places in the site. chapters: each of which has been begun with. Raises CourseError."""
        made = {name: data for one in chapters for name, data in self.notebooks[one.stem].result().items()}
        archived = archive.archive(self.project, chapters, made)
        return {f"chapters/{name}": data for name, data in made.items()} | {archive.NAME: archived}


def downloads(project: Project, executed: list[Executed]) -> dict[str, bytes]:
    """The files of chapters that are all ready, by their places in the site. Raises CourseError."""
    with Downloads(project) as made:
        for one in executed:
            made.start_chapter(one)
        return made.files([one.chapter for one in executed])


def content(made: NotebookNode) -> bytes:
    """A notebook as the bytes of its file, valid by its format."""
    nbformat.validate(made)
    # nbformat.writes would look whether it is valid once more
    text: str = nbformat.v4.writes(made)
    return f"{text}\n".encode()
