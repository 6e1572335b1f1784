"""Kernels that stay between the saves of a preview, with what has been imported."""

from typing import TYPE_CHECKING

from course.common.project import Project

if TYPE_CHECKING:
    from course.execute.kernels import Kernels


class WarmKernels:
    """The kernels of a preview."""

    def __init__(self) -> None:
        self.kernels: Kernels | None = None

    def of(self, project: Project) -> "Kernels":
        """Those of earlier saves, as long as they can be used. Raises CourseError."""
        # Imported here, as it takes time that the first page does not need
        from course.execute.kernels import Kernels

        if self.kernels and not self.kernels.is_usable():
            self.close()
        self.kernels = self.kernels or Kernels(project)
        self.kernels.project = project
        return self.kernels

    def close(self) -> None:
        """End them."""
        if self.kernels:
            self.kernels.close()
        self.kernels = None
