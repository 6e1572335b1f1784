"""The portable engine at work: chapters are rendered as they become ready, beside the build's other work."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from course.common.project import Project
from course.execute.notebooks import Executed
from course.render import pdf
from course.render.markdown import executed_markdown
from course.render.portable import website


class PortableRendering:
    """The rendering of one build. What fails is raised where it is asked for: the gate may have told why already.

    jobs: programs at a time; previewed: whether pages are to load again at each build, and PDFs are left out.
    """

    def __init__(self, project: Project, jobs: int, *, previewed: bool = False) -> None:
        self.project, self.previewed = project, previewed
        self.folder = pdf.staging(project, "rendering")
        self.pool = ThreadPoolExecutor(max_workers=jobs)
        self.pages: dict[str, Future[str]] = {}
        self.pdfs: dict[str, Future[bytes]] = {}
        self.bodies: dict[str, Future[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)

    def start_chapter(self, executed: Executed) -> None:
        """Begin with a chapter. What waits for something stands behind it in the pool, so nothing waits for ever."""
        project, chapter, folder = self.project, executed.chapter, self.folder
        text = self.pool.submit(executed_markdown, executed, folder)
        self.pages[chapter.file] = self.pool.submit(lambda: website.page(project, text.result(), chapter.stem))
        if not self.previewed:
            body = self.bodies[chapter.stem] = self.pool.submit(lambda: pdf.body(project, chapter, text.result()))
            self.pdfs[f"chapters/{chapter.stem}.pdf"] = self.pool.submit(
                lambda: pdf.chapter_pdf(project, chapter, body.result(), folder)
            )

    def start_pages(self) -> None:
        """Begin with the pages that wait for no kernel."""
        root = self.project.root
        for file in [*root.glob("*.qmd"), *root.glob("pages/*.qmd")]:
            text = file.read_text(encoding="utf-8")
            self.pages[self.project.relative(file)] = self.pool.submit(website.page, self.project, text, file.stem)

    def start_remaining(self, chapters: list[Executed]) -> None:
        """Begin with the PDF of all chapters, each of which has been added, and the other pages where they were not."""
        if len(self.pages) == len(chapters):
            self.start_pages()
        if not self.previewed:
            parts = [executed.chapter for executed in chapters]
            bodies = [self.bodies[chapter.stem] for chapter in parts]
            self.pdfs[pdf.COURSE] = self.pool.submit(
                lambda: pdf.course_pdf(self.project, parts, [body.result() for body in bodies], self.folder)
            )

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError."""
        pages = {name: page.result() for name, page in self.pages.items()}
        website.write_website(self.project, pages, self.folder, output, self.previewed)

    def write_pdfs(self, output: Path) -> None:
        """Write the PDFs into the site. Raises CourseError."""
        for name, made in self.pdfs.items():
            (output / name).write_bytes(made.result())
