"""The other tools: their exact versions, how an author would call them, an environment for each in `.cache/bench/`."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course.bench import layouts
from course.bench.layouts import TIME_LIMIT, Chapters

from course.bootstrap import ROOT, last_error
from course.common.errors import CourseError

FOLDER = ROOT / ".cache/bench"
LIBRARIES = ("ipykernel==7.4.0", "matplotlib==3.11.2", "numpy==2.4.6", "pandas==3.1.1")  # what cells import
CHAPTER = "chapters/01-small"


@dataclass(frozen=True)
class Tool:
    """A tool to compare.

    version: empty for ours, and for Quarto, which is taken as found; pins: what is installed into its own
    environment, none for ours; arguments: the command; lay_out: writes chapters into a folder as the tool wants them.
    """

    name: str
    version: str
    pins: tuple[str, ...]
    arguments: tuple[str, ...]
    lay_out: Callable[[Path, Chapters], None]


NOTEBOOK = f"{CHAPTER}.ipynb"
TEST = ("pytest", "-p", "no:cacheprovider", "--rootdir=.", "--confcutdir=.")
PEERS = (
    Tool(
        "quarto",
        "",
        ("nbclient==0.11.0", "nbformat==5.11.1", "PyYAML==6.0.3"),
        ("quarto", "render", "--no-execute-daemon"),
        layouts.write_website,
    ),
    Tool(
        "nbconvert",
        "7.17.2",
        ("nbconvert==7.17.2",),
        ("jupyter", "nbconvert", "--to=html", "--execute", f"--ExecutePreprocessor.timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "nbmake",
        "1.5.5",
        ("nbmake==1.5.5", "pytest==9.2.0"),
        (*TEST, "--nbmake", f"--nbmake-timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "nbval",
        "0.11.0",
        ("nbval==0.11.0", "pytest==9.2.0"),
        (*TEST, "--nbval-lax", f"--nbval-cell-timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "jupyter-book",
        "1.0.4.post1",
        ("jupyter-book==1.0.4.post1",),
        ("jupyter-book", "build", "-W", "-n", "--keep-going", "."),
        layouts.write_book,
    ),
)


def named(name: str) -> Tool:
    """A peer by its name."""
    return next(tool for tool in PEERS if tool.name == name)


def set_up(tool: Tool) -> Path:
    """Make the tool's environment where it is missing or has other pins. Returns the folder of its programs.

    Raises CourseError with pip's last error.
    """
    if not tool.pins:
        return Path(sys.executable).parent
    folder = FOLDER / tool.name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp = folder / "pins.sha256"
    pins = (*tool.pins, *LIBRARIES)
    wanted = hashlib.sha256("\n".join([sys.version, *pins]).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return programs
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], install):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise CourseError(f"cannot install {tool.name}: {last_error(result.stdout + result.stderr)}")
    stamp.write_text(wanted)
    return programs


def environment(programs: Path) -> dict[str, str]:
    """The environment variables for a tool's run: its own programs and Python come first."""
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return os.environ | {"PATH": path, "QUARTO_PYTHON": str(programs / "python"), "NO_COLOR": "1"}
