"""The PDFs: Pandoc writes Typst by the extension's template, Typst sets it."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import typst

from course import facts
from course.config import Project
from course.errors import CourseError
from course.memo import memo
from course.notebooks import Executed
from course.portable.markdown import executed_markdown
from course.portable.pandoc import pandoc
from course.slim.pdfs import slimmed

COURSE = "course.pdf"
# Code as calls of the template's functions, as Quarto has it; any style of Pandoc's does that
TYPST = ["--to=typst", "--syntax-highlighting=pygments"]


@contextmanager
def pdfs(project: Project, chapters: list[Executed], output: Path, jobs: int) -> Iterator[None]:
    """Set the course and its chapters beside the work inside of this, and put them into the site at its end.

    Raises CourseError there.
    """
    folder = staging(project, "pdf")
    texts = [executed_markdown(executed, folder) for executed in chapters]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        # The longest first
        work = [(COURSE, pool.submit(whole_course, project, chapters, texts, folder))]
        for executed, text in zip(chapters, texts, strict=True):
            stem = executed.chapter.stem
            work.append((f"chapters/{stem}.pdf", pool.submit(chapter_pdf, project, stem, text, folder)))
        try:
            yield
            for name, made in work:
                (output / name).write_bytes(made.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def course_pdf(project: Project, chapters: list[Executed], output: Path) -> None:
    """Set all chapters as one document, at the top of the site."""
    folder = staging(project, "pdf")
    texts = [executed_markdown(executed, folder) for executed in chapters]
    (output / COURSE).write_bytes(whole_course(project, chapters, texts, folder))


def staging(project: Project, name: str) -> Path:
    """An empty folder for figures, next to what chapters show beside them."""
    folder = project.cache / name / "chapters"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(project.root / "assets", folder.parent / "assets")
    folder.mkdir()
    return folder


def chapter_pdf(project: Project, stem: str, text: str, folder: Path) -> bytes:
    """Set one chapter. text: its executed Markdown; folder: where its figures are."""
    options = ["--shift-heading-level-by=-1", f"--metadata=course-title={project.title}"]
    return compile_pdf(project, write(project, text, stem, options), folder / f"{stem}.typ")


def body(project: Project, executed: Executed, text: str) -> str:
    """A chapter's text in Typst, as a part of the course. text: its executed Markdown."""
    part = f"--metadata=part-of-course={executed.chapter.number}"
    return pandoc(project, text, executed.chapter.stem, [*TYPST, part])


def whole_course(project: Project, chapters: list[Executed], texts: list[str], folder: Path) -> bytes:
    """Set all chapters as one document with a title page and contents. texts: their executed Markdown."""
    parts = [
        f"= {executed.chapter.number} #h(0.3em) {executed.chapter.title}\n\n{body(project, executed, text)}"
        for executed, text in zip(chapters, texts, strict=True)
    ]
    text = "```````{=typst}\n" + "\n".join(parts) + "\n```````\n"
    website = project.settings["website"]
    versions = ", ".join(f"{name} {number}" for name, number in facts.versions().items())
    options = [
        "--metadata=whole",
        f"--metadata=title={project.title}",
        f"--metadata=description={website['description']}",
    ]
    source = write(project, text, "course", [*options, f"--metadata=versions=Executed with {versions}."])
    return compile_pdf(project, source, folder / "course.typ")


def write(project: Project, text: str, stem: str, options: list[str]) -> str:
    """A whole Typst document by the template that both engines share."""
    template = project.root / "_extensions/course/template.typ"
    return pandoc(project, text, stem, [*TYPST, f"--template={template}", *options])


def compile_pdf(project: Project, text: str, source: Path) -> bytes:
    """Set a document; source: where it stands, beside its figures and next to assets/. Raises CourseError.

    Its light version, which the site's last step asks for, is made here as well: beside other work.
    """
    figures = sorted(file for file in source.parent.glob("*_files/**/*") if file.is_file() and file.name in text)
    images = sorted((source.parents[1] / "assets/images").glob("*"))
    made = project.environment().get("SOURCE_DATE_EPOCH", "0")
    inputs: list[str | bytes] = [version("typst"), made, text]
    for file in [*figures, *images]:
        inputs += [file.relative_to(source.parents[1]).as_posix(), file.read_bytes()]
    document = memo(project.rendered, inputs, lambda: compiled(text, source, int(made)))
    slimmed(document, project.rendered)
    return document


def compiled(text: str, source: Path, made: int) -> bytes:
    """Run Typst; made: the PDF's date in seconds since 1970, as figures have it. Raises CourseError."""
    source.write_text(text, encoding="utf-8")
    try:
        return typst.compile(source, root=source.parents[1], ignore_system_fonts=True, timestamp=made)
    except typst.TypstError as error:
        raise CourseError(f"Typst: {error}", file=source.name) from None
    finally:
        source.unlink()
