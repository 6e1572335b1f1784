"""What Quarto's preview runs before and after it renders: have the preview's worker do it.

Python and what the worker imports would take longer at each save than the work itself.
"""

import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from multiprocessing.connection import Client, Connection
from pathlib import Path

import psutil

from course.common.errors import CourseError
from course.preview.worker_place import WorkerPlace

SECONDS_BETWEEN_LOOKS = 0.02
SECONDS_TO_ANSWER = 30


def previewing_quarto() -> psutil.Process | None:
    """The `quarto preview` that runs this script, ours or one that was started by hand; None below another command."""
    try:
        for process in psutil.Process().parents():
            for program, verb in pairwise(process.cmdline()):
                if Path(program).stem == "quarto" and not verb.startswith("-"):
                    return process if verb == "preview" else None
    except psutil.Error:
        pass
    return None


def ask_worker(root: Path, preview: psutil.Process, step: str) -> int:
    """Have a step done for the Quarto that runs this script, and print what is said.

    On stderr: of renders that a browser asks for, Quarto does not pass on what its scripts print.

    Args:
        root: The checkout.
        preview: The Quarto.
        step: One of those that `worker_place` names.

    Returns:
        The exit code.

    Raises:
        CourseError: The worker does not start, or ends meanwhile.
        OSError: It cannot be started.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith("QUARTO_")}
    place = WorkerPlace(root, preview.pid)
    with connect(place) as worker:
        try:
            worker.send_bytes(json.dumps((step, variables)).encode())
            while not isinstance(answer := json.loads(worker.recv_bytes()), int):
                print(answer, end="", file=sys.stderr, flush=True)
        except (EOFError, ConnectionError):
            place.file.unlink(missing_ok=True)
            raise CourseError("what looks for findings has ended; it starts again at the next save") from None
    return answer


def connect(place: WorkerPlace) -> Connection:
    """Connect to a preview's worker; it is started where there is none. Raises CourseError and OSError."""
    try:
        return knock(place)
    except (OSError, ValueError):
        place.file.unlink(missing_ok=True)
    place.file.parent.mkdir(parents=True, exist_ok=True)
    # Not with the script's pipes, whose end Quarto waits for
    with place.log.open("wb") as log:
        worker = subprocess.Popen(
            # -P: the folder of the project is none to import from
            [sys.executable, "-P", "-m", "course.preview.worker", str(place.root), str(place.preview)],
            env=os.environ | {"PYTHONPATH": str(place.root / "scripts")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while worker.poll() is None:
        if place.file.exists():
            return knock(place)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    said = place.log.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    raise CourseError(f"what looks for findings does not start: {said[-1]}")


def knock(place: WorkerPlace) -> Connection:
    """Connect to a worker that listens. Raises OSError where none does, ValueError where its file is damaged."""
    address, key = place.read()
    connection = Client(address)
    connection.send_bytes(key)
    # One that is just being killed still lets a script connect
    if not connection.poll(SECONDS_TO_ANSWER):
        raise TimeoutError("what looks for findings does not answer")
    try:
        connection.recv_bytes()
    except EOFError:
        raise ConnectionResetError("what looks for findings has ended") from None
    return connection
