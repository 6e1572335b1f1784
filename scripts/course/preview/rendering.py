"""The portable engine's rendering for a preview: a page that cannot be made says so in its place."""

import os
import re
from pathlib import Path

from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.render.portable import website
from course.render.portable.rendering import PortableRendering

TITLE = re.compile(r"""^title:[ \t]*["']?(?P<title>[^"'\n]*)""", re.MULTILINE)


class PreviewRendering(PortableRendering):
    """A rendering without PDFs that holds nothing back.

    Attributes:
        failures: What could not be rendered.
        has_stand_ins: Whether a page could not be made.
    """

    def __init__(self, project: Project) -> None:
        super().__init__(project, os.cpu_count() or 1, previewed=True)
        self.failures: list[Finding] = []
        self.has_stand_ins = False

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError where not even the stand-ins can be made a site."""
        files = [self.project.relative(chapter) for chapter in self.project.chapters]
        pages = {name: self.page_or_stand_in(name) for name in dict.fromkeys([*files, *self.pages])}
        warnings = website.write_website(self.project, pages, self.folder, output, self.previewed)
        self.failures += [Finding("_quarto.yml", 1, "smalldocs", warning) for warning in warnings]

    def page_or_stand_in(self, name: str) -> str:
        """A page, or what stands in for one that cannot be made."""
        try:
            if name in self.pages:
                return self.pages[name].result()
        except CourseError as problem:
            self.failures.append(Finding(name, problem.line or 1, problem.rule or "page", problem.message))
        self.has_stand_ins = True
        return stand_in(self.project.root / name)


def stand_in(file: Path) -> str:
    """A page that says that its source cannot be shown; the banner says why."""
    text = file.read_bytes().decode(errors="replace")
    found = TITLE.search(text)
    title = (found["title"].strip() if found else "") or file.stem
    return f"---\ntitle: '{title}'\n---\n\nThis page cannot be shown until its findings are fixed.\n"
