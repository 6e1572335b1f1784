"""The process that executes and looks for one preview of Quarto's: `python -m course.preview.worker root preview`.

It serves the scripts that Quarto runs, one after the other, and ends with the preview.
"""

import io
import os
import secrets
import sys
import threading
import time
from contextlib import redirect_stderr, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path

import psutil

from course.common import processes
from course.common.console import error, run_command
from course.common.ports import HOST
from course.preview.findings import as_finding, described
from course.preview.quarto_preview import QuartoPreview
from course.preview.worker_place import AFTER, BEFORE, WorkerPlace

KEY_BYTES = 32
SECONDS_BETWEEN_LOOKS = 0.5


class Said(io.TextIOBase):
    """What is printed, on its way to a script."""

    def __init__(self, script: Connection) -> None:
        self.script = script

    def write(self, text: str) -> int:
        """Send a text. Raises OSError where the script has ended."""
        self.script.send(text)
        return len(text)


def main() -> int:
    """Serve until the preview ends. Raises OSError where it cannot be served."""
    root, preview = Path(sys.argv[1]), psutil.Process(int(sys.argv[2]))
    place = WorkerPlace(root, preview.pid)
    # Builds end what builds have left; what runs here is none of theirs
    if not processes.is_command_mark(root, os.environ.get(processes.CHECKOUT)):
        os.environ[processes.CHECKOUT] = processes.command_mark(root, "quarto-preview")
    threading.Thread(target=end_with, args=(preview, place), daemon=True).start()
    served = QuartoPreview(root, preview)
    key = secrets.token_bytes(KEY_BYTES)
    try:
        with Listener((HOST, 0), authkey=key) as listener:
            place.write(listener.address, key)
            while True:
                # A script may end before its answer
                with suppress(AuthenticationError, EOFError, ConnectionError), listener.accept() as script:
                    answer(served, script)
    finally:
        place.remove()
        served.kernels.close()


def answer(preview: QuartoPreview, script: Connection) -> None:
    """Do what a script asks for, which gets what is said, and at last its exit code."""
    step, variables = script.recv()
    # Quarto tells its scripts what they cannot know
    os.environ.update(variables)
    with redirect_stderr(Said(script)):
        try:
            code = preview.before_render() if step == BEFORE else preview.after_render()
        except Exception as problem:
            error(described(as_finding(problem))[0])
            code = 1
    script.send(code)
    if step == AFTER:
        script.close()
        preview.between_renders()


def end_with(preview: psutil.Process, place: WorkerPlace) -> None:
    """End this process with its preview; whatever it has started ends with it."""
    with suppress(psutil.NoSuchProcess):
        while preview.is_running() and preview.status() != psutil.STATUS_ZOMBIE:
            time.sleep(SECONDS_BETWEEN_LOOKS)
    place.remove()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(run_command(main))
