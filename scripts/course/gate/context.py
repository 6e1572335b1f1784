"""What the rules look at."""

from dataclasses import dataclass, field
from functools import cached_property

from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate.built_site import Site
from course.source.chapters import Chapter
from course.source.markup import Element, read_markup


@dataclass
class Context:
    """What the rules look at.

    Attributes:
        project: The checkout.
        chapters: All chapters that can be parsed.
        unreadable: Findings of those that cannot.
        executed: The chapters that have been executed, none before that.
        site: The built site, None before it is rendered.
        engine: Names and versions of what renders.
    """

    project: Project
    chapters: list[Chapter]
    unreadable: list[Finding] = field(default_factory=list)
    executed: list[Executed] = field(default_factory=list)
    site: Site | None = None
    engine: dict[str, str] = field(default_factory=dict)

    @cached_property
    def markup(self) -> dict[str, list[Element] | CourseError]:
        """What markup each chapter uses, by its file; an error where Pandoc cannot read it."""
        found: dict[str, list[Element] | CourseError] = {}
        for chapter in self.chapters:
            try:
                found[chapter.file] = read_markup(chapter, self.project.render_cache)
            except CourseError as error:
                found[chapter.file] = error
        return found

    def elements(self, chapter: Chapter) -> list[Element]:
        """A chapter's markup, none where Pandoc cannot read it, which the rule `unsupported` reports."""
        found = self.markup[chapter.file]
        return [] if isinstance(found, CourseError) else found
