"""What Quarto's preview runs before and after it renders: have the preview's worker do it.

Python and what the worker imports would take longer at each save than the work itself.
"""

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
from course.render.quarto.program import PREVIEWED

SECONDS_BETWEEN_LOOKS = 0.02


def is_preview() -> bool:
    """Whether it is a preview that runs this script: ours, or one that was started by `quarto preview`."""
    if os.environ.get(PREVIEWED):
        return True
    try:
        command = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:
        return False
    return any(Path(program).stem == "quarto" and verb == "preview" for program, verb in pairwise(command))


def ask_worker(root: Path, step: str) -> int:
    """Have a step done for the Quarto that runs this script, and print what is said.

    On stderr: of renders that a browser asks for, Quarto does not pass on what its scripts print.

    Args:
        root: The checkout.
        step: One of those that `worker_place` names.

    Returns:
        The exit code.

    Raises:
        CourseError: The worker does not start, or ends meanwhile.
        OSError: It cannot be started.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith("QUARTO_")}
    with connect(WorkerPlace(root, os.getppid())) as worker:
        try:
            worker.send((step, variables))
            while not isinstance(answer := worker.recv(), int):
                print(answer, end="", file=sys.stderr, flush=True)
        except (EOFError, ConnectionError):
            raise CourseError("what looks for findings has ended; it starts again at the next save") from None
    return answer


def connect(place: WorkerPlace) -> Connection:
    """Connect to a preview's worker; it is started where there is none. Raises CourseError and OSError."""
    try:
        return knock(place)
    except OSError:
        place.file.unlink(missing_ok=True)
    place.file.parent.mkdir(parents=True, exist_ok=True)
    # Not with the script's pipes, whose end Quarto waits for
    with place.log.open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "course.preview.worker", str(place.root), str(place.preview)],
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
    """Connect to a worker that listens. Raises OSError where none does."""
    address, key = place.read()
    return Client(address, authkey=key)
