"""What the rules look at."""

from dataclasses import dataclass, field

from course.common.errors import Finding
from course.common.project import Project
from course.execute.notebooks import Executed
from course.gate.built_site import Site
from course.source.chapters import Chapter


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
