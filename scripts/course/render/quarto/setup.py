"""The cell that Quarto puts before a chapter's own, so that it finds in its cache what we have executed."""

import base64
import os
import subprocess
from pathlib import Path

from course.common.errors import CourseError
from course.common.project import Project
from course.render.quarto.program import ANSWER_SECONDS, Quarto


def share_of(quarto: Quarto | None = None) -> Path:
    """Quarto's folder of resources.

    Args:
        quarto: The program to ask, where no script of Quarto's is running this.

    Raises:
        CourseError: Quarto does not tell.
    """
    path = os.environ.get("QUARTO_SHARE_PATH")
    if quarto and not path:
        command = [quarto.path, "--paths"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS).stdout.splitlines()
        path = answer[-1] if answer else None
    if not path:
        raise CourseError("Quarto does not tell where its resources are (quarto --paths)")
    return Path(path)


def quarto_setup(share: Path, project: Project) -> str:
    """The setup cell. share: Quarto's resources. A Quarto that builds this cell in another way executes by itself."""
    figure = project.figure
    template = (share / "jupyter/lang/python/setup.py").read_text(encoding="utf-8")
    return template.format(
        fig_width=figure["fig-width"],
        fig_height=figure["fig-height"],
        fig_format=figure["fig-format"],
        fig_dpi=figure["fig-dpi"],
        interactivity="",
        is_shiny=False,
        is_dashboard=False,
        plotly_connected=True,
        run_path=base64.b64encode(str(project.root / "chapters").encode()).decode(),
    )
