"""Rules on files: what is no chapter by its name, and what cells leave among the sources."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from course.common.errors import Finding
from course.common.files import is_temporary
from course.execute.footprint import read_changes
from course.gate.context import Context
from course.gate.registry import at_cell, rule
from course.source.chapters import Cell, Chapter

# Endings of what might be taken for a chapter
DOCUMENTS = {".qmd", ".md", ".rmd", ".ipynb"}


@rule("chapter-name")
def chapter_name(context: Context, name: str) -> Iterator[Finding]:
    """A file in chapters/ is not named as a chapter."""
    project = context.project
    number = len(project.chapters)
    folder = project.root / "chapters"
    for file in sorted(folder.rglob("*")):
        # Editors keep copies, and Quarto its cache, in hidden folders
        is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts) or is_temporary(file.name)
        if file.suffix.lower() in DOCUMENTS and file not in project.chapters and not is_hidden:
            number += 1
            stem = re.sub(r"^\d+[a-z]?(?![a-z0-9])", "", file.stem.lower())
            words = "-".join(re.findall("[a-z0-9]+", stem)) or "title"
            message = f"no page is made of this file: name it as a chapter, such as {number:02}-{words}.qmd, or move it"
            yield Finding(project.relative(file), 1, name, message)


@rule("file-left")
def file_left(context: Context, name: str) -> Iterator[Finding]:
    """A cell creates or changes a file among the sources."""
    for path in read_changes(context.project) if context.executed else {}:
        found = writer_of(context, PurePosixPath(path))
        message = f"{path} was written here; write it into a folder that tempfile.TemporaryDirectory() makes"
        if found:
            yield at_cell(*found, name, message)
        elif path.startswith("chapters/") and not is_temporary(PurePosixPath(path).name):
            yield Finding(path, 1, name, "a cell wrote this file; cells may leave nothing among the sources")


def writer_of(context: Context, path: PurePosixPath) -> tuple[Chapter, Cell] | None:
    """The cell whose code names a file, or at least its ending; None where none does."""
    for words in (path.name, path.suffix):
        for executed in context.executed:
            for cell in executed.chapter.cells:
                if words and words in cell.code:
                    return executed.chapter, cell
    return None
