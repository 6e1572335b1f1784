"""Run Pandoc with the course's filters."""

import subprocess
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from course.common.errors import CourseError
from course.common.project import Project
from course.common.render_cache import cached

FILTER = Path(__file__).parent / "portable.lua"


def pandoc(project: Project, text: str, stem: str, options: list[str]) -> str:
    """Run Pandoc with the extension's filter and ours, and return what it writes. Raises CourseError.

    stem: of the page's name, from which the filter reads the chapter's number.
    """
    extension = project.root / "_extensions/course"
    filters = [f"--lua-filter={file}" for file in (extension / "tables.lua", FILTER, extension / "course.lua")]
    command = [pypandoc.get_pandoc_path(), "--from=markdown", *filters, *options]
    files = [FILTER, *sorted(file for file in extension.iterdir() if file.is_file()), project.cache / "site-data.json"]
    inputs: list[str | bytes] = [version("pypandoc_binary"), text, stem, *options]
    inputs += [file.read_bytes() for file in files if file.exists()]
    return cached(project.render_cache, inputs, lambda: run(project, command, text, stem)).decode()


def run(project: Project, command: list[str], text: str, stem: str) -> bytes:
    """Run Pandoc on a text. Raises CourseError where it fails or warns."""
    # The filter reads the chapter's number from the file's name; several threads may convert the same chapter at a time
    with TemporaryDirectory(prefix="course-") as temporary:
        source = Path(temporary) / f"{stem}.md"
        source.write_text(text, encoding="utf-8")
        result = subprocess.run([*command, str(source)], capture_output=True, env=project.environment())
    if result.returncode != 0 or result.stderr.strip():
        raise CourseError(f"Pandoc: {result.stderr.decode(errors='replace').strip()}", file=f"{stem}.qmd")
    return result.stdout
