"""The other tools: their pins, how an author would call them, an environment for each in `.cache/bench/`."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import layouts
from bench.layouts import TIME_LIMIT, Chapters
from course.bootstrap import CREATE_SECONDS, INSTALL_SECONDS, ROOT, explain_pip, read_requirements
from course.common.errors import CourseError

FOLDER = ROOT / ".cache/bench"
JUPYTER = FOLDER / "jupyter"
CHAPTER = "chapters/01-small"
NOTEBOOK = f"{CHAPTER}.ipynb"
# The one place for releases that the project itself does not use; the others are those of requirements.txt
OWN_PINS = {"jupyter-book": "1.0.4.post1", "nbmake": "1.5.5", "nbval": "0.11.0", "pytest": "9.2.0"}
# What cells import when a tool runs them in its own environment
LIBRARIES = ("ipykernel", "matplotlib", "numpy", "pandas")
TEST = ("pytest", "-p", "no:cacheprovider", "--rootdir=.", "--confcutdir=.")


@dataclass(frozen=True)
class Tool:
    """A tool to compare.

    Attributes:
        name: By which it is known here, that of its package.
        packages: What is installed into its own environment, none for ours.
        arguments: The command.
        lay_out: Writes chapters into a folder as the tool wants them.
    """

    name: str
    packages: tuple[str, ...]
    arguments: tuple[str, ...]
    lay_out: Callable[[Path, Chapters], None]

    @property
    def pins(self) -> list[str]:
        """What is installed, with versions."""
        return [f"{name}=={pins()[name]}" for name in (*self.packages, *LIBRARIES)] if self.packages else []

    @property
    def version(self) -> str:
        """Empty for ours, and for Quarto, which is taken as found."""
        return pins()[self.name] if self.name in self.packages else ""


PEERS = (
    Tool(
        "quarto",
        ("nbclient", "nbformat", "PyYAML"),
        ("quarto", "render", "--no-execute-daemon"),
        layouts.write_website,
    ),
    Tool(
        "nbconvert",
        ("nbconvert",),
        ("jupyter", "nbconvert", "--to=html", "--execute", f"--ExecutePreprocessor.timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "nbmake",
        ("nbmake", "pytest"),
        (*TEST, "--nbmake", f"--nbmake-timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "nbval",
        ("nbval", "pytest"),
        (*TEST, "--nbval-lax", f"--nbval-cell-timeout={TIME_LIMIT}", NOTEBOOK),
        layouts.write_notebooks,
    ),
    Tool(
        "jupyter-book",
        ("jupyter-book",),
        ("jupyter-book", "build", "-W", "-n", "--keep-going", "."),
        layouts.write_book,
    ),
)


def pins() -> dict[str, str]:
    """All releases by package."""
    return {pin.name: pin.version for pin in read_requirements(["requirements.txt"]) if pin.version} | OWN_PINS


def named(name: str) -> Tool:
    """A peer by its name."""
    return next(tool for tool in PEERS if tool.name == name)


def install(tool: Tool) -> Path:
    """Make the tool's environment where it is missing or has other pins. Returns the folder of its programs.

    Raises CourseError with pip's reason.
    """
    if not tool.packages:
        return Path(sys.executable).parent
    folder = FOLDER / tool.name
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp = folder / "pins.sha256"
    wanted = hashlib.sha256("\n".join([sys.version, *tool.pins]).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return programs
    create = [sys.executable, "-m", "venv", "--clear", str(folder)]
    fill = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *tool.pins]
    for command, seconds in ((create, CREATE_SECONDS), (fill, INSTALL_SECONDS)):
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        if result.returncode != 0:
            raise CourseError(f"cannot install {tool.name}: {explain_pip(result.stdout + result.stderr)}")
    stamp.write_text(wanted)
    return programs


def environment(programs: Path) -> dict[str, str]:
    """The environment variables for a tool's run: its own programs and Python come first."""
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return os.environ | {"PATH": path, "QUARTO_PYTHON": str(programs / "python"), "NO_COLOR": "1"}


def shared_kernel() -> dict[str, str]:
    """The variables by which Jupyter in a tool's environment finds the kernel of the project's environment."""
    specification = JUPYTER / "kernels/python3/kernel.json"
    specification.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    specification.write_text(json.dumps(content), encoding="utf-8")
    return {"JUPYTER_PATH": str(JUPYTER)}
