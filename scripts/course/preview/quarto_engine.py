"""Quarto's own preview; its hooks (scripts/prepare.py and finish.py) execute and check at each save."""

import os
import subprocess
import sys

from course import leftovers, quarto
from course.config import Project
from course.errors import CourseError
from course.preview.server import HOST
from course.quarto import Quarto

SITE = ".cache/preview/quarto"


def run(engine: Quarto, project: Project, port: int, browser: bool) -> None:
    """Run `quarto preview` until KeyboardInterrupt, and end what it started. Raises CourseError when it ends itself."""
    # Apart from their values: Quarto hands options with an equals sign to Pandoc
    options = {"--log-level": "warning", "--host": HOST, "--port": str(port), "--output-dir": SITE}
    command = [engine.path, "preview", *(part for option in options.items() for part in option)]
    # Not a build's mark: builds end what earlier ones left in this checkout, but not its preview
    mark = f"{leftovers.mark(project)}#preview"
    settings = {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1", quarto.PREVIEWED: "1", leftovers.CHECKOUT: mark}
    print(f"Using Quarto {engine.version}; it renders all pages once before it listens (Ctrl-C ends)", flush=True)
    if not browser:
        command.append("--no-browser")
    try:
        code = subprocess.call(command, cwd=project.root, env=os.environ | settings)
    finally:
        leftovers.interrupt(mark)
    raise CourseError(f"quarto preview ended with code {code}; mend what it says above and start again")
