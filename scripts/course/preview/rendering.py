"""The portable engine's rendering for a preview: a page that cannot be made says so in its place."""

import os
import re
from pathlib import Path

from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.render.portable import website
from course.render.portable.rendering import PortableRendering

CELL = re.compile(r"^(?P<fence>[ \t]*(?:`{3,}|~{3,}))[ \t]*\{python\}", re.MULTILINE)
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
        """A page, or what stands in for one that cannot be made: its source as it is, or a sentence."""
        try:
            if name in self.pages:
                return self.pages[name].result()
        except CourseError as problem:
            self.failures.append(Finding(name, problem.line or 1, problem.rule or "page", problem.message))
        self.has_stand_ins = True
        file = self.project.root / name
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
        try:
            # Half-written as it is, there is much that Pandoc would warn of
            return website.page(self.project, unexecuted(text), file.stem, "--quiet")
        except CourseError:
            return stand_in(text, file.stem)


def unexecuted(text: str) -> str:
    """A chapter whose cells are code like any other."""
    return CELL.sub(r"\g<fence> {.python .cell-code}", text)


def stand_in(text: str, name: str) -> str:
    """A page that says that its source cannot be shown; the banner says why."""
    found = TITLE.search(text)
    title = (found["title"].strip() if found else "") or name
    return f"---\ntitle: '{title}'\n---\n\nThis page cannot be shown until its findings are fixed.\n"
