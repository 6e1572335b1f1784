"""Run Pandoc with the course's filters."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from course.common.errors import CourseError
from course.common.project import Project
from course.common.render_cache import cached
from course.common.settings import read_text
from course.common.versions import version
from course.render.typst import TypstDocument, split_document
from course.source.nearest import nearest_place

# Code as calls of the template's functions, as Quarto has it; any style of Pandoc's does that
TYPST = ["--to=typst", "--syntax-highlighting=pygments", "--shift-heading-level-by=-1"]
PANDOC_SECONDS = 300
# What a filter's own check says, between where it stands and how it came there
FILTER_ERROR = re.compile(r"\.lua:\d+: (.*?)\nstack traceback", re.DOTALL)
GLOSSARY = "pages/glossary.qmd"
FILTERS = Path(__file__).parent / "filters"


def convert(project: Project, text: str, stem: str, options: list[str]) -> str:
    """Run Pandoc with the extension's filter and ours, and return what it writes. Raises CourseError.

    stem: of the page's name, from which the filter reads the chapter's number.
    """
    extension = project.root / "_extensions/course"
    filters = [
        f"--lua-filter={file}"
        for file in (
            extension / "before.lua",
            FILTERS / "portable.lua",
            extension / "course.lua",
            FILTERS / "mathml.lua",
        )
    ]
    command = [pypandoc.get_pandoc_path(), "--from=markdown", *filters, *options]
    files = [*sorted(FILTERS.rglob("*.lua")), *sorted(file for file in extension.iterdir() if file.is_file())]
    files.append(project.cache / "site-data.json")
    inputs: list[str | bytes] = [version("pypandoc_binary"), text, stem, *options]
    inputs += [file.read_bytes() for file in files if file.exists()]
    return cached(project.render_cache, inputs, lambda: run_pandoc(project, command, text, stem)).decode()


def to_typst(project: Project, text: str, stem: str) -> str:
    """A chapter in Typst, by the extension's template. text: its executed Markdown. Raises CourseError."""
    # Seen from the checkout: Pandoc would decode a percent sign in the checkout's path
    template = "_extensions/course/template.typ"
    return convert(project, text, stem, [*TYPST, f"--template={template}", f"--metadata=course-title={project.title}"])


def glossary(project: Project) -> TypstDocument | None:
    """The glossary in Typst, for both engines alike; None where there is none. Raises CourseError."""
    file = project.root / GLOSSARY
    if not file.is_file():
        return None
    return split_document(to_typst(project, read_text(file, GLOSSARY), file.stem), GLOSSARY)


def run_pandoc(project: Project, command: list[str], text: str, stem: str) -> bytes:
    """Run Pandoc on a text. Raises CourseError where it fails or warns."""
    # The filter reads the chapter's number from the file's name; several threads may convert the same chapter at a time
    with TemporaryDirectory(prefix="course-") as temporary:
        source = Path(temporary) / f"{stem}.md"
        source.write_text(text, encoding="utf-8")
        result = subprocess.run(
            [*command, str(source)],
            cwd=project.root,
            capture_output=True,
            env=project.environment(),
            timeout=PANDOC_SECONDS,
        )
    if result.returncode != 0 or result.stderr.strip():
        files = [file for file in project.root.rglob(f"{stem}.qmd") if ".cache" not in file.parts]
        raise refusal(project, result.stderr.decode(errors="replace"), files)
    return result.stdout


def refusal(project: Project, complaint: str, files: list[Path]) -> CourseError:
    """What Pandoc or a filter says about one of some pages, at the line of its source that it comes from."""
    raised = FILTER_ERROR.search(complaint)
    message = " ".join((raised[1] if raised else complaint).split()).removeprefix("[WARNING] ")
    found = nearest_place(message, files)
    if not found:
        return CourseError(f"cannot be rendered: {message}")
    return CourseError(
        f"cannot be rendered: {message}", file=project.relative(found[0]), line=found[1], rule="not-rendered"
    )
