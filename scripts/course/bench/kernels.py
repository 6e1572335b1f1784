"""The kernel in which every tool executes the chapters: the project's own Python, and each start of it noted down."""

import json
import sys
from pathlib import Path

from course.bench.peers import FOLDER

LOG = "COURSE_BENCH_KERNELS"
SPECIFICATION = FOLDER / "kernel/kernels/python3/kernel.json"
STARTED = (
    f"import os, runpy; open(os.environ['{LOG}'], 'a').write('started\\n'); "
    "runpy.run_module('ipykernel_launcher', run_name='__main__')"
)


def environment(log: Path) -> dict[str, str]:
    """The variables by which Jupyter, in whatever environment it runs, finds this kernel first. log: for `started`."""
    specification = {
        "argv": [sys.executable, "-c", STARTED, "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    SPECIFICATION.parent.mkdir(parents=True, exist_ok=True)
    SPECIFICATION.write_text(json.dumps(specification), encoding="utf-8")
    return {"JUPYTER_PATH": str(SPECIFICATION.parents[2]), LOG: str(log)}


def started(log: Path) -> int:
    """How many kernels have been started; the log is emptied."""
    count = len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0
    log.unlink(missing_ok=True)
    return count
