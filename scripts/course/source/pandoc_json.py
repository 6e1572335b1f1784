"""A chapter's prose as Pandoc's syntax tree."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pypandoc

from course.common.errors import CourseError
from course.common.render_cache import cached
from course.source.chapters import Chapter

SECONDS = 120


def read_tree(chapter: Chapter, kept: Path, reader: str = "markdown") -> list[Any]:
    """The blocks of a chapter's prose in Pandoc's JSON, its code cells left out.

    Args:
        chapter: The chapter.
        kept: A folder for `render_cache.cached`.
        reader: Pandoc's name of the format, with its extensions.

    Returns:
        The blocks.

    Raises:
        CourseError: Pandoc fails.
    """
    lines = chapter.text.splitlines()
    for cell in chapter.cells:
        lines[cell.line - 1] = ""
        for number in range(cell.line, cell.end):
            lines[number] = ""
    body = "\n".join(lines[chapter.body_line - 1 :]) + "\n"
    version = str(pypandoc.get_pandoc_version())
    text = cached(kept, ["pandoc", version, reader, body], lambda: run_pandoc(chapter, body, reader))
    return list(json.loads(text)["blocks"])


def run_pandoc(chapter: Chapter, text: str, reader: str) -> bytes:
    """Pandoc's JSON of a text. Raises CourseError."""
    command = [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=json"]
    result = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SECONDS)
    if result.returncode != 0:
        message = " ".join(result.stderr.decode(errors="replace").split())
        raise CourseError(f"Pandoc cannot read this: {message}", file=chapter.file, line=1)
    return result.stdout
