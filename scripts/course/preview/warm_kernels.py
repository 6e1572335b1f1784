"""Kernels that stay between the saves of a preview, with what has been imported."""

from collections.abc import Iterable

from course.common.project import Project
from course.execute.environment import environment_digest
from course.execute.kernels import Kernels
from course.source.chapters import Chapter


class WarmKernels:
    """The kernels of a preview."""

    def __init__(self) -> None:
        self.kernels: Kernels | None = None
        self.environment = ""

    def of(self, project: Project) -> Kernels:
        """Those of earlier saves, as long as they can be used: what they have imported may have read what has changed.

        The caller holds the checkout's lock. Raises CourseError and OSError.
        """
        environment = environment_digest(project)
        if self.kernels and not (self.kernels.is_usable() and environment == self.environment):
            self.close()
        self.kernels, self.environment = self.kernels or Kernels(project), environment
        self.kernels.project = project
        return self.kernels

    def prepare(self, chapters: Iterable[Chapter]) -> None:
        """Import what chapters import for the next save, in the time until then. Raises OSError."""
        if self.kernels:
            self.kernels.prepare(chapters)

    def close(self) -> None:
        """End them."""
        if self.kernels:
            self.kernels.close()
        self.kernels = None
