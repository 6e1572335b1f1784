"""Quarto's own preview; its hooks (scripts/pre_render.py and post_render.py) execute and check at each save."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from course.common.console import error
from course.common.errors import CourseError, Finding
from course.common.files import describe
from course.common.ports import HOST
from course.common.project import load_project
from course.render.quarto.program import Quarto
from course.render.watch import Watcher
from course.source.reader import finding_of, read_chapters

SITE = ".cache/preview/quarto"
# What Quarto reads of all files before it runs a hook
BEFORE_HOOKS = {"bad-yaml", "front-matter", "not-utf8"}


def run_preview(quarto: Quarto, root: Path, port: int, browser: bool) -> None:
    """Run `quarto preview` until KeyboardInterrupt, again after a save where it ended by itself."""
    # The pages alone: else the first look at a chapter sets its PDF as well
    options = {"--to": "html", "--log-level": "warning", "--host": HOST, "--port": str(port), "--output-dir": SITE}
    # Apart from their values: Quarto hands options with an equals sign to Pandoc
    command = [quarto.path, "preview", *(part for option in options.items() for part in option)]
    settings = {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    if not browser:
        command.append("--no-browser")
    print("Quarto renders what is new to it before it listens (Ctrl-C ends)", flush=True)
    threading.Thread(target=say_what_quarto_cannot, args=(root,), daemon=True).start()
    while True:
        watcher = Watcher(root)
        try:
            load_project(root)
            code = subprocess.call(command, cwd=root, env=os.environ | settings)
            error(f"quarto preview ended with code {code}; it starts again at the next save")
        except CourseError as problem:
            error(f"error: {problem}")
        except OSError as problem:
            error(f"error: {describe(problem)}")
        while not watcher.changes():
            pass


def say_what_quarto_cannot(root: Path) -> None:
    """After each save, name file and line of what keeps Quarto from running its hooks: it names neither."""
    watcher, said = Watcher(root), set[Finding]()
    while True:
        if not watcher.changes():
            continue
        try:
            unreadable = {one for one in read_chapters(load_project(root))[1] if one.rule in BEFORE_HOOKS}
        except CourseError as problem:
            unreadable = {finding_of(problem)}
        except OSError:
            # A file went while it was read; the next look tells
            continue
        for one in sorted(unreadable - said):
            error(f"{one.file}:{one.line}: [{one.rule}] {one.message}")
        said = unreadable
