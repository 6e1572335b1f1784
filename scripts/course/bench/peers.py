"""The other tools: their exact versions, how an author would call them, an environment for each in `.cache/bench/`."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course.bench.convert import notebook
from course.environment import ROOT, last_error
from course.errors import CourseError

FOLDER = ROOT / ".cache/bench"
LIBRARIES = ("ipykernel==7.4.0", "matplotlib==3.11.2", "numpy==2.4.6", "pandas==3.1.1")  # what cells import
TIME_LIMIT = 10  # seconds a cell, for every tool that has such a limit
CHAPTER = "chapters/01-small"
FRONT_PAGE = "---\ntitle: A small course\n---\n\nWelcome.\n"
QUARTO_PROJECT = """\
project:
  type: website
website:
  title: A small course
format: html
"""
BOOK_SETTINGS = f"""\
title: A small course
author: The author
execute:
  execute_notebooks: force
  timeout: {TIME_LIMIT}
"""
BOOK_CONTENTS = f"""\
format: jb-book
root: index
chapters:
- file: {CHAPTER}
"""


@dataclass(frozen=True)
class Tool:
    """A tool to compare.

    version: empty for ours, and for Quarto, which is taken as found; pins: what is installed into its own
    environment, none for ours; arguments: the command; lay_out: writes a chapter's text into a folder as the tool
    wants it.
    """

    name: str
    version: str
    pins: tuple[str, ...]
    arguments: tuple[str, ...]
    lay_out: Callable[[Path, str], None]


def write_notebook(folder: Path, chapter: str) -> None:
    """The chapter as a notebook, with the images and data that it may show. Bytes that are no text stay as they are."""
    shutil.copytree(ROOT / "assets", folder / "assets")
    file = folder / f"{CHAPTER}.ipynb"
    file.parent.mkdir()
    file.write_bytes(nbformat.writes(notebook(chapter)).encode("utf-8", "surrogateescape"))


def write_book(folder: Path, chapter: str) -> None:
    """The notebook as the one chapter of a Jupyter Book."""
    write_notebook(folder, chapter)
    (folder / "_config.yml").write_text(BOOK_SETTINGS)
    (folder / "_toc.yml").write_text(BOOK_CONTENTS)
    (folder / "index.ipynb").write_text(nbformat.writes(notebook(FRONT_PAGE)))


def write_website(folder: Path, chapter: str) -> None:
    """The chapter as it is, in a Quarto website with nothing of ours."""
    shutil.copytree(ROOT / "assets", folder / "assets")
    (folder / "_quarto.yml").write_text(QUARTO_PROJECT)
    (folder / "index.qmd").write_text(FRONT_PAGE)
    file = folder / f"{CHAPTER}.qmd"
    file.parent.mkdir()
    file.write_bytes(chapter.encode("utf-8", "surrogateescape"))


NOTEBOOK = f"{CHAPTER}.ipynb"
TEST = ("pytest", "-p", "no:cacheprovider", "--rootdir=.", "--confcutdir=.")
PEERS = (
    Tool(
        "quarto",
        "",
        ("nbclient==0.11.0", "nbformat==5.11.1", "PyYAML==6.0.3"),
        ("quarto", "render", "--no-execute-daemon"),
        write_website,
    ),
    Tool(
        "nbconvert",
        "7.17.2",
        ("nbconvert==7.17.2",),
        ("jupyter", "nbconvert", "--to=html", "--execute", f"--ExecutePreprocessor.timeout={TIME_LIMIT}", NOTEBOOK),
        write_notebook,
    ),
    Tool(
        "nbmake",
        "1.5.5",
        ("nbmake==1.5.5", "pytest==9.2.0"),
        (*TEST, "--nbmake", f"--nbmake-timeout={TIME_LIMIT}", NOTEBOOK),
        write_notebook,
    ),
    Tool(
        "nbval",
        "0.11.0",
        ("nbval==0.11.0", "pytest==9.2.0"),
        (*TEST, "--nbval-lax", f"--nbval-cell-timeout={TIME_LIMIT}", NOTEBOOK),
        write_notebook,
    ),
    Tool(
        "jupyter-book",
        "1.0.4.post1",
        ("jupyter-book==1.0.4.post1",),
        ("jupyter-book", "build", "-W", "-n", "--keep-going", "."),
        write_book,
    ),
)


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
