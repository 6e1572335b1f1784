"""The PDFs: Pandoc writes Typst, in which the extension's template frames the text, and Typst sets it."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import typst

from course.common.errors import CourseError
from course.common.project import Project
from course.common.render_cache import cached
from course.common.versions import execution_versions
from course.execute.notebooks import Executed
from course.render.compress import compressed_pdf
from course.render.markdown import executed_markdown
from course.render.portable.pandoc import pandoc
from course.source.chapters import Chapter

COURSE = "course.pdf"
# Code as calls of the template's functions, as Quarto has it; any style of Pandoc's does that
TYPST = ["--to=typst", "--syntax-highlighting=pygments"]
# What the template frames first: it stays the same when a sentence changes
BODY = "BODY-OF-THE-DOCUMENT"


def staging(project: Project, name: str) -> Path:
    """A folder for figures, with and next to what chapters show beside them."""
    folder = project.cache / name / "chapters"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(project.root / "assets", folder.parent / "assets")
    shutil.copytree(project.root / "chapters", folder, ignore=shutil.ignore_patterns("*.qmd", "*_files", ".*"))
    return folder


def body(project: Project, chapter: Chapter, text: str) -> str:
    """A chapter's text in Typst, for its own PDF and the course's. text: its executed Markdown. Raises CourseError."""
    options = ["--shift-heading-level-by=-1", f"--metadata=part-of-course={chapter.number}"]
    return pandoc(project, text, chapter.stem, [*TYPST, *options])


def chapter_pdf(project: Project, chapter: Chapter, text: str, folder: Path) -> bytes:
    """Set one chapter. text: its body; folder: where its figures are. Raises CourseError."""
    head = "\n".join(chapter.text.splitlines()[: chapter.body_line - 1])
    framed = frame(project, head, chapter.stem, [f"--metadata=course-title={project.title}"])
    return compile_pdf(project, framed.replace(BODY, text), folder / f"{chapter.stem}.typ")


def course_pdf(project: Project, chapters: list[Chapter], texts: list[str], folder: Path) -> bytes:
    """Set all chapters as one document with a title page and contents. texts: their bodies. Raises CourseError."""
    parts = [
        f"= {chapter.number} #h(0.3em) #{json.dumps(chapter.title, ensure_ascii=False)}\n\n"
        f"#[\n#set heading(offset: 1)\n{text}\n]"
        for chapter, text in zip(chapters, texts, strict=True)
    ]
    versions = ", ".join(f"{name} {number}" for name, number in execution_versions().items())
    options = [
        "--metadata=whole",
        f"--metadata=title={project.title}",
        f"--metadata=description={project.description}",
        f"--metadata=versions=Executed with {versions}.",
    ]
    framed = frame(project, "", "course", options)
    return compile_pdf(project, framed.replace(BODY, "\n".join(parts)), folder / "course.typ")


def course_alone(project: Project, executed: list[Executed], name: str) -> bytes:
    """The PDF of all chapters without anything else. name: of the folder to work in. Raises CourseError."""
    folder = staging(project, name)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        texts = list(pool.map(lambda e: body(project, e.chapter, executed_markdown(e, folder)), executed))
    return course_pdf(project, [e.chapter for e in executed], texts, folder)


def frame(project: Project, head: str, stem: str, options: list[str]) -> str:
    """A Typst document by the template that both engines share, with BODY for its text. head: its front matter."""
    template = project.root / "_extensions/course/template.typ"
    text = f"{head}\n\n```{{=typst}}\n{BODY}\n```\n"
    return pandoc(project, text, stem, [*TYPST, f"--template={template}", *options])


def compile_pdf(project: Project, text: str, source: Path) -> bytes:
    """Set a document and make it light; source: where it stands, beside its figures and next to assets/.

    Raises CourseError.
    """
    beside = (file for file in source.parent.rglob("*") if file.suffix != source.suffix and file.is_file())
    figures = sorted(file for file in beside if file.name in text)
    images = sorted((source.parents[1] / "assets/images").glob("*"))
    made = project.environment().get("SOURCE_DATE_EPOCH", "0")
    inputs: list[str | bytes] = [version("typst"), made, text]
    for file in [*figures, *images]:
        inputs += [file.relative_to(source.parents[1]).as_posix(), file.read_bytes()]
    return compressed_pdf(
        cached(project.render_cache, inputs, lambda: compiled(text, source, int(made))), project.render_cache
    )


def compiled(text: str, source: Path, made: int) -> bytes:
    """Run Typst; made: the PDF's date in seconds since 1970, as figures have it. Raises CourseError."""
    source.write_text(text, encoding="utf-8")
    try:
        return typst.compile(source, root=source.parents[1], ignore_system_fonts=True, timestamp=made)
    except typst.TypstError as error:
        raise CourseError(f"Typst: {error}", file=source.name) from None
    finally:
        source.unlink()
