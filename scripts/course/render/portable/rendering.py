"""The portable engine at work: chapters are rendered as they become ready, beside the build's other work."""

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from course.common.errors import CourseError
from course.common.files import ignore_temporary, remove_tree
from course.common.project import Project
from course.common.settings import read_text
from course.execute.notebooks import Executed
from course.gate.paper import read_paper
from course.render.pdf import COURSE, set_pdf
from course.render.portable import website
from course.render.portable.pandoc import glossary, to_typst
from course.render.print_edition import print_edition
from course.render.typst import TypstDocument, bind_course, split_document
from course.source.chapters import Chapter


class PortableRendering:
    """The rendering of one build. What fails is raised where it is asked for: the gate may have told why already.

    jobs: programs at a time; previewed: whether pages are to load again at each build, and PDFs are left out.
    """

    def __init__(self, project: Project, jobs: int, *, previewed: bool = False) -> None:
        self.project, self.previewed = project, previewed
        self.folder = staging(project)
        self.pool = ThreadPoolExecutor(max_workers=jobs)
        self.pages: dict[str, Future[str]] = {}
        self.pdfs: dict[str, Future[bytes]] = {}
        self.documents: dict[str, Future[str]] = {}
        self.glossary: Future[TypstDocument | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)

    def start_chapter(self, executed: Executed) -> None:
        """Begin with a chapter. What waits for something stands behind it in the pool, so nothing waits for ever."""
        # Pandoc reads them while this process is busy with chapters
        self.start_pages()
        project, chapter, folder = self.project, executed.chapter, self.folder
        texts = self.pool.submit(to_markdown, executed, folder)
        self.pages[chapter.file] = self.pool.submit(lambda: website.page(project, texts.result()[0], chapter.stem))
        if not self.previewed:
            document = self.pool.submit(lambda: to_typst(project, texts.result()[1], chapter.stem))
            self.documents[chapter.stem] = document
            self.pdfs[f"chapters/{chapter.stem}.pdf"] = self.pool.submit(
                lambda: self.chapter_pdf(document.result(), chapter.stem)
            )

    def chapter_pdf(self, text: str, stem: str) -> bytes:
        """The PDF of a chapter, read as well: the gate then finds what is in it in the cache. Raises CourseError."""
        pdf = set_pdf(self.project, text, self.folder / f"{stem}.typ")
        read_paper(pdf, self.project.render_cache)
        return pdf

    def start_pages(self) -> None:
        """Begin with the pages that wait for no kernel, unless that has been done."""
        if self.pages:
            return
        for file in self.project.other_pages:
            self.pages[self.project.relative(file)] = self.pool.submit(self.page, file)
        if not self.previewed:
            self.glossary = self.pool.submit(glossary, self.project)
            self.pool.submit(import_programs)

    def page(self, file: Path) -> str:
        """A page that is no chapter, as smalldocs reads it. Raises CourseError."""
        return website.page(self.project, read_text(file, self.project.relative(file)), file.stem)

    def start_remaining(self, chapters: list[Executed]) -> None:
        """Begin with the PDF of all chapters, each of which has been added, and the other pages where they were not."""
        self.start_pages()
        if not self.previewed:
            self.pdfs[COURSE] = self.pool.submit(self.course, [executed.chapter for executed in chapters])

    def course(self, chapters: list[Chapter]) -> bytes:
        """The PDF of all chapters. Raises CourseError."""
        documents = [split_document(self.documents[one.stem].result(), one.file) for one in chapters]
        text = bind_course(self.project, chapters, documents, self.glossary.result() if self.glossary else None)
        return set_pdf(self.project, text, self.folder / "course.typ")

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError."""
        pages = {name: page.result() for name, page in self.pages.items()}
        if warnings := website.write_website(self.project, pages, self.folder, output, self.previewed):
            raise CourseError("smalldocs: " + "; ".join(warnings))

    def write_pdfs(self, output: Path) -> None:
        """Write the PDFs into the site. Raises CourseError."""
        for name, made in self.pdfs.items():
            (output / name).write_bytes(made.result())


def import_programs() -> None:
    """Import what chapters need, such as Typst, in the time that kernels need to start."""
    import pikepdf  # noqa: F401
    import pypdfium2  # noqa: F401
    import typst  # noqa: F401

    from course.render.portable import markdown, smalldocs_api  # noqa: F401


def to_markdown(executed: Executed, folder: Path) -> tuple[str, str]:
    """The chapter with its outputs as Markdown, for the page and for paper. folder: where figures are written."""
    # Imported here, as it takes time that a build in which nothing has changed does not need
    from course.render.portable.markdown import executed_markdown

    return executed_markdown(executed, folder), executed_markdown(print_edition(executed), folder)


def staging(project: Project) -> Path:
    """A folder for figures, with and next to what chapters show beside them."""
    folder = project.cache / "rendering/chapters"
    remove_tree(folder.parent)
    shutil.copytree(project.root / "assets", folder.parent / "assets", ignore=ignore_temporary)
    shutil.copytree(project.root / "chapters", folder, ignore=shutil.ignore_patterns("*.qmd", "*_files", ".*"))
    return folder
