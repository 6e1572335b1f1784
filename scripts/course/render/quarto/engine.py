"""Quarto as a build sees it."""

from pathlib import Path

from course.common.project import Project
from course.render.quarto.preview import run_preview
from course.render.quarto.program import Quarto
from course.render.quarto.rendering import QuartoRendering
from course.render.quarto.setup import quarto_setup, share_of
from course.render.watch import Rebuild


class QuartoEngine:
    """An installed Quarto (see `render.engine.Engine`)."""

    def __init__(self, quarto: Quarto) -> None:
        self.quarto = quarto

    @property
    def name(self) -> str:
        """What it is called in messages, with its version."""
        return f"Quarto {self.quarto.version}"

    def versions(self) -> dict[str, str]:
        """The versions of the programs that render, by name."""
        return {"Quarto": self.quarto.version}

    def setup_cell(self, project: Project) -> str:
        """The cell that Quarto puts before a chapter's own."""
        return quarto_setup(share_of(self.quarto), project)

    def rendering(self, project: Project, jobs: int) -> QuartoRendering:
        """Begin the rendering of a build."""
        return QuartoRendering(self.quarto, project, jobs)

    def preview(self, root: Path, rebuild: Rebuild, port: int, browser: bool) -> None:
        """Run Quarto's own preview, whose hooks execute and check at each save, until KeyboardInterrupt."""
        run_preview(self.quarto, root, port, browser)


def running_quarto() -> QuartoEngine:
    """The Quarto that runs this script. Raises CourseError outside of one."""
    version = (share_of() / "version").read_text(encoding="utf-8").strip()
    return QuartoEngine(Quarto("quarto", version))
