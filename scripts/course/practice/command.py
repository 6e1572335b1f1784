"""The command's options, its beginning and its end."""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import webbrowser
from contextlib import suppress

from course.bootstrap import ROOT
from course.common import lock
from course.common.console import run_command
from course.common.errors import CourseError
from course.common.ports import HOST, free_port, port_number
from course.common.project import Project, load_project
from course.practice.bundle import bundle
from course.practice.exercises import tasks
from course.practice.kernels import LearnersKernels
from course.practice.server import listen
from course.render.portable.setup import portable_setup
from course.source.reader import read_chapters

# Browsers keep what a learner has typed by address, so that is the same every time
PORT = 8724


def main(arguments: list[str]) -> int:
    """Run `scripts/practice.py` until Ctrl-C. Returns the exit code: 0 stopped by the user, 2 could not run."""
    parser = argparse.ArgumentParser(prog="practice.py", description="Practise on the pages, until Ctrl-C.")
    parser.add_argument("--port", type=port_number, default=PORT, help=f"by which your code is kept (default: {PORT})")
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    options = parser.parse_args(arguments)
    # What ends it without a terminal ends it as Ctrl-C does
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run_command(lambda: practice(options.port, not options.no_browser))


def practice(wanted: int, browser: bool) -> int:
    """Serve until Ctrl-C. Returns the exit code. Raises CourseError and OSError."""
    project, port = load_project(ROOT), free_port(wanted)
    if not (project.output / "index.html").is_file():
        if subprocess.run([sys.executable, ROOT / "scripts/build.py"]).returncode:
            raise CourseError("there is no site to practise on; see above why it could not be built")
    with lock.alone(ROOT, "practice"), suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(serve(project, port, browser))
    print("stopped", flush=True)
    return 0


async def serve(project: Project, port: int, browser: bool) -> None:
    """Serve, and open a browser, until the task is cancelled. Raises CourseError and OSError."""
    serving = asyncio.current_task()
    if os.name == "posix" and serving:
        # Not raised wherever the loop is at that moment, where a library may swallow it
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
    chapters, unreadable = read_chapters(project)
    if unreadable:
        raise CourseError(unreadable[0].message, file=unreadable[0].file, line=unreadable[0].line)
    page = bundle(project)
    course: dict[str, object] = {
        "setup": portable_setup(project),
        "seconds": project.time_limit,
        "characters": project.output_limit,
    }
    course["tasks"] = dict(task for chapter in chapters for task in tasks(chapter))
    (page / "course.json").write_text(json.dumps(course), encoding="utf-8")
    kernels = LearnersKernels(project, chapters)
    try:
        address = listen(HOST, port, project.output, page, kernels)
        print(f"Practise at {address} (Ctrl-C ends)", flush=True)
        if browser:
            webbrowser.open(address)
        await asyncio.Event().wait()
    finally:
        await kernels.end()
