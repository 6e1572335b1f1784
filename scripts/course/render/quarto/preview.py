"""Quarto's own preview; its hooks (scripts/pre_render.py and post_render.py) execute and check at each save."""

import os
import subprocess
import sys
from pathlib import Path

from course.common.console import error
from course.common.errors import CourseError
from course.common.project import load_project
from course.render.quarto.program import Quarto
from course.render.watch import Watcher

SITE = ".cache/preview/quarto"
HOST = "127.0.0.1"
# Tells the hooks that a preview runs Quarto: they render only pages, and show what is wrong instead of stopping
PREVIEWED = "COURSE_PREVIEW"


def run_preview(quarto: Quarto, root: Path, port: int, browser: bool) -> None:
    """Run `quarto preview` until KeyboardInterrupt, again after a save where it ended by itself."""
    # Apart from their values: Quarto hands options with an equals sign to Pandoc
    options = {"--log-level": "warning", "--host": HOST, "--port": str(port), "--output-dir": SITE}
    command = [quarto.path, "preview", *(part for option in options.items() for part in option)]
    settings = {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1", PREVIEWED: "1"}
    if not browser:
        command.append("--no-browser")
    print("Quarto renders all pages once before it listens (Ctrl-C ends)", flush=True)
    while True:
        watcher = Watcher(root)
        try:
            load_project(root)
            code = subprocess.call(command, cwd=root, env=os.environ | settings)
            error(f"quarto preview ended with code {code}; it starts again at the next save")
        except CourseError as problem:
            error(f"error: {problem}")
        while not watcher.changes():
            pass
