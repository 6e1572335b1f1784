"""The kernels of a run: counted wherever they start, and for the other tools those of the project's own Python."""

import json
import sys
from pathlib import Path

from course.bench.peers import FOLDER

LOG = "COURSE_BENCH_KERNELS"
JUPYTER = FOLDER / "jupyter"
# IPython runs its settings at each start of a kernel
STARTED = f"import os\n\nwith open(os.environ['{LOG}'], 'a') as log:\n    log.write('started\\n')\n"


def counted(log: Path) -> dict[str, str]:
    """The variables by which each kernel notes its start. log: for `started`; IPython's settings go beside it."""
    folder = log.parent / "ipython"
    settings = folder / "profile_default/ipython_kernel_config.py"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(STARTED, encoding="utf-8")
    return {"IPYTHONDIR": str(folder), LOG: str(log)}


def shared() -> dict[str, str]:
    """The variables by which Jupyter in another tool's environment finds the kernel of the project's environment.

    Not for our own builds: it would be another kernel than that of which Quarto looks for results in the cache.
    """
    specification = JUPYTER / "kernels/python3/kernel.json"
    specification.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    specification.write_text(json.dumps(content), encoding="utf-8")
    return {"JUPYTER_PATH": str(JUPYTER)}


def started(log: Path) -> int:
    """How many kernels have been started."""
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0
