"""Quarto's own preview; its hooks (scripts/pre_render.py and post_render.py) execute and check at each save."""

import os
import subprocess
import sys

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.render.quarto.program import Quarto

SITE = ".cache/preview/quarto"
HOST = "127.0.0.1"
# Tells scripts/post_render.py that the preview runs Quarto, which renders only pages
PREVIEWED = "COURSE_PREVIEW"


def run_preview(quarto: Quarto, project: Project, port: int, browser: bool) -> None:
    """Run `quarto preview` until KeyboardInterrupt, and end what it started. Raises CourseError when it ends itself."""
    # Apart from their values: Quarto hands options with an equals sign to Pandoc
    options = {"--log-level": "warning", "--host": HOST, "--port": str(port), "--output-dir": SITE}
    command = [quarto.path, "preview", *(part for option in options.items() for part in option)]
    # Not a build's mark: builds end what earlier ones left in this checkout, but not its preview
    mark = f"{processes.mark(project)}#preview"
    settings = {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1", PREVIEWED: "1", processes.CHECKOUT: mark}
    print(f"Using Quarto {quarto.version}; it renders all pages once before it listens (Ctrl-C ends)", flush=True)
    if not browser:
        command.append("--no-browser")
    try:
        code = subprocess.call(command, cwd=project.root, env=os.environ | settings)
    finally:
        processes.interrupt(mark)
    raise CourseError(f"quarto preview ended with code {code}; fix what it reports above and start it again")
