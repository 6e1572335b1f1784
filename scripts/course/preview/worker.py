"""The process that executes and looks for one preview of Quarto's: `python -m course.preview.worker root preview`.

It serves the scripts that Quarto runs, one after the other, and ends with the preview.
"""

import io
import json
import os
import secrets
import signal
import sys
import threading
import time
from contextlib import redirect_stderr, suppress
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import NoReturn

import psutil

from course.common import processes
from course.common.console import error, run_command
from course.common.ports import HOST
from course.preview.findings import as_finding, described
from course.preview.quarto_preview import QuartoPreview
from course.preview.worker_place import AFTER, BEFORE, WorkerPlace

KEY_BYTES = 32
READY = b"ready"
SECONDS_BETWEEN_LOOKS = 0.5


class Said(io.TextIOBase):
    """What is printed, on its way to a script."""

    def __init__(self, script: Connection) -> None:
        self.script = script

    def write(self, text: str) -> int:
        """Send a text. Raises OSError where the script has ended."""
        self.script.send_bytes(json.dumps(text).encode())
        return len(text)


class Worker:
    """Serves a preview's scripts.

    Attributes:
        preview: What it does for them.
        key: Which they show.
        turn: Held while one is served.
    """

    def __init__(self, preview: QuartoPreview) -> None:
        self.preview = preview
        self.key = secrets.token_bytes(KEY_BYTES)
        self.turn = threading.Lock()

    def serve(self, place: WorkerPlace) -> NoReturn:
        """Listen until this process ends. Raises OSError where it cannot."""
        # Without the library's own key, with which it would wait for whoever connects and says nothing
        with Listener((HOST, 0)) as listener:
            place.write(listener.address, self.key)
            threading.Thread(target=self.end_with_preview, args=(place,), daemon=True).start()
            while True:
                threading.Thread(target=self.meet, args=(listener.accept(),), daemon=True).start()

    def meet(self, connection: Connection) -> None:
        """Serve whoever has connected and shows the key."""
        # A script may end before its answer
        with suppress(EOFError, OSError), connection:
            if secrets.compare_digest(connection.recv_bytes(KEY_BYTES), self.key):
                connection.send_bytes(READY)
                with self.turn:
                    self.answer(connection)

    def answer(self, script: Connection) -> None:
        """Do what a script asks for, which gets what is said, and at last its exit code."""
        step, variables = json.loads(script.recv_bytes())
        # Quarto tells its scripts what they cannot know
        os.environ.update(variables)
        with redirect_stderr(Said(script)):
            try:
                code = self.preview.before_render() if step == BEFORE else self.preview.after_render()
            except Exception as problem:
                error(described(as_finding(problem))[0])
                code = 1
        script.send_bytes(json.dumps(code).encode())
        if step == AFTER and code == 0:
            script.close()
            # What goes wrong now is met again, and told, at the next save
            with suppress(Exception):
                self.preview.between_renders()

    def end_with_preview(self, place: WorkerPlace) -> None:
        """End this process with its preview, or where scripts cannot find it any more, and with it what it has started.

        Somebody may have removed its file with all of the cache.
        """
        try:
            while not processes.has_ended(self.preview.quarto) and place.is_of(self.key):
                time.sleep(SECONDS_BETWEEN_LOOKS)
            if place.is_of(self.key):
                place.file.unlink()
                place.remove_log()
        finally:
            os._exit(0)


def main() -> NoReturn:
    """Serve until the preview ends. Raises OSError where it cannot be served."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    root, identifier = Path(sys.argv[1]), int(sys.argv[2])
    place = WorkerPlace(root, identifier)
    # Builds end what builds have left; what runs here is none of theirs
    if not processes.is_command_mark(root, os.environ.get(processes.CHECKOUT)):
        os.environ[processes.CHECKOUT] = processes.command_mark(root, "quarto-preview")
    worker = Worker(QuartoPreview(root, psutil.Process(identifier)))
    try:
        worker.serve(place)
    except KeyboardInterrupt:
        place.remove_log()
        raise
    finally:
        if place.is_of(worker.key):
            place.file.unlink()
        worker.preview.kernels.close()


if __name__ == "__main__":
    sys.exit(run_command(main))
