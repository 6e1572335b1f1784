"""The PDFs: Pandoc writes Typst by the extension's template, Typst sets it."""

import shutil
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

COURSE = "course.pdf"
# Code as calls of the template's functions, as Quarto has it; any style of Pandoc's does that
TYPST = ["--to=typst", "--syntax-highlighting=pygments"]


def chapter_pdf(project: Project, stem: str, text: str, folder: Path) -> None:
    """Set one chapter. text: its executed Markdown; folder: where its figures are and the PDF goes."""
    options = ["--shift-heading-level-by=-1", f"--metadata=course-title={project.title}"]
    compile_pdf(project, write(project, text, stem, options), folder / f"{stem}.typ", folder / f"{stem}.pdf")


def course_pdf(project: Project, chapters: list[Executed], output: Path) -> None:
    """Set all chapters as one document with a title page and contents, at the top of the site."""
    folder = project.cache / "course/chapters"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(project.root / "assets", folder.parent / "assets", dirs_exist_ok=True)
    parts = []
    for executed in chapters:
        text = executed_markdown(executed, folder)
        part = f"--metadata=part-of-course={executed.chapter.number}"
        body = pandoc(project, text, executed.chapter.stem, [*TYPST, part])
        parts.append(f"= {executed.chapter.number} #h(0.3em) {executed.chapter.title}\n\n{body}")
    text = "```````{=typst}\n" + "\n".join(parts) + "\n```````\n"
    website = project.settings["website"]
    versions = ", ".join(f"{name} {number}" for name, number in facts.versions().items())
    options = [
        "--metadata=whole",
        f"--metadata=title={project.title}",
        f"--metadata=description={website['description']}",
    ]
    source = write(project, text, "course", [*options, f"--metadata=versions=Executed with {versions}."])
    compile_pdf(project, source, folder / "course.typ", output / COURSE)


def write(project: Project, text: str, stem: str, options: list[str]) -> str:
    """A whole Typst document by the template that both engines share."""
    template = project.root / "_extensions/course/template.typ"
    return pandoc(project, text, stem, [*TYPST, f"--template={template}", *options])


def compile_pdf(project: Project, text: str, source: Path, target: Path) -> None:
    """Set a document; source: where it stands, beside its figures and next to assets/. Raises CourseError."""
    figures = sorted(file for file in source.parent.glob("*_files/**/*") if file.is_file() and file.name in text)
    images = sorted((source.parents[1] / "assets/images").glob("*"))
    made = project.environment().get("SOURCE_DATE_EPOCH", "0")
    inputs: list[str | bytes] = [version("typst"), made, text]
    for file in [*figures, *images]:
        inputs += [file.relative_to(source.parents[1]).as_posix(), file.read_bytes()]
    target.write_bytes(memo(project.rendered, inputs, lambda: compiled(text, source, int(made))))


def compiled(text: str, source: Path, made: int) -> bytes:
    """Run Typst; made: the PDF's date in seconds since 1970, as figures have it. Raises CourseError."""
    source.write_text(text, encoding="utf-8")
    try:
        return typst.compile(source, root=source.parents[1], ignore_system_fonts=True, timestamp=made)
    except typst.TypstError as error:
        raise CourseError(f"Typst: {error}", file=source.name) from None
    finally:
        source.unlink()
