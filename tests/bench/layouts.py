"""Chapters laid out in a folder as a tool wants them, with the images and data that they show."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat

from bench.convert import notebook
from course.bootstrap import ROOT
from support import copy_project

# File names, without their ending, to texts
Chapters = Mapping[str, str]

TIME_LIMIT = 10  # seconds a cell, for every tool that has such a limit
FRONT_PAGE = "---\ntitle: A small course\n---\n\nWelcome.\n"
QUARTO_PROJECT = """\
project:
  type: website
website:
  title: A small course
format: {formats}
"""
BOOK_SETTINGS = """\
title: A small course
author: The author
execute:
  execute_notebooks: force
  timeout: {seconds}
"""
BOOK_CONTENTS = """\
format: jb-book
root: index
chapters:
"""


def write_notebooks(folder: Path, chapters: Chapters) -> None:
    """The chapters as notebooks. Bytes that are no text stay as they are."""
    copy_assets(folder)
    for name, text in chapters.items():
        file = folder / f"chapters/{name}.ipynb"
        file.write_bytes(nbformat.writes(notebook(text)).encode("utf-8", "surrogateescape"))


def write_book(folder: Path, chapters: Chapters, seconds: int = TIME_LIMIT) -> None:
    """The notebooks as the chapters of a Jupyter Book. seconds: that a cell may take."""
    write_notebooks(folder, chapters)
    (folder / "_config.yml").write_text(BOOK_SETTINGS.format(seconds=seconds))
    (folder / "_toc.yml").write_text(BOOK_CONTENTS + "".join(f"- file: chapters/{name}\n" for name in chapters))
    (folder / "index.ipynb").write_text(nbformat.writes(notebook(FRONT_PAGE)))


def write_website(folder: Path, chapters: Chapters, formats: str = "html") -> None:
    """The chapters as they are, in a Quarto website with nothing of ours."""
    copy_assets(folder)
    (folder / "_quarto.yml").write_text(QUARTO_PROJECT.format(formats=formats))
    (folder / "index.qmd").write_text(FRONT_PAGE)
    for name, text in chapters.items():
        (folder / f"chapters/{name}.qmd").write_bytes(text.encode("utf-8", "surrogateescape"))


def copy_ours(folder: Path) -> None:
    """A copy of this project, in an empty folder."""
    copy_project(folder / "copy")
    for entry in (folder / "copy").iterdir():
        entry.rename(folder / entry.name)
    (folder / "copy").rmdir()


def copy_assets(folder: Path) -> None:
    """What chapters show and read, and the folder for them."""
    shutil.copytree(ROOT / "assets", folder / "assets")
    (folder / "chapters").mkdir()
