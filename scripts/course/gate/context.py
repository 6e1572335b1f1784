"""What the rules look at."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

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
        reading: Of the markup, once it has begun.
    """

    project: Project
    chapters: list[Chapter]
    unreadable: list[Finding] = field(default_factory=list)
    executed: list[Executed] = field(default_factory=list)
    site: Site | None = None
    engine: dict[str, str] = field(default_factory=dict)
    reading: Future[dict[str, list[Element] | CourseError]] | None = None

    @property
    def unread(self) -> set[str]:
        """The files that cannot be parsed or have not been executed, so that not every rule has looked at them."""
        executed = {one.chapter.file for one in self.executed}
        return {one.file for one in self.unreadable} | {one.file for one in self.chapters if one.file not in executed}

    def read_ahead(self) -> Future[dict[str, list[Element] | CourseError]]:
        """Have Pandoc read the chapters in a thread, in the time that kernels need to start. Returns what it finds."""
        if self.reading is None:
            pool = ThreadPoolExecutor(max_workers=1)
            self.reading = pool.submit(self.read_markup)
            pool.shutdown(wait=False)
        return self.reading

    @property
    def markup(self) -> dict[str, list[Element] | CourseError]:
        """What markup each chapter uses, by its file; an error where Pandoc cannot read it."""
        return self.read_ahead().result()

    def read_markup(self) -> dict[str, list[Element] | CourseError]:
        """As `markup`."""
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
