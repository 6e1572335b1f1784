"""Write a file so that it is never seen half-written, and remove folders."""

import os
import shutil
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Write text as UTF-8; whoever reads the file, or finds it after a kill, sees what it was or all of the new.

    A half-written temporary file of a killed process is overwritten by the next one: one writer at a time.
    Raises OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def remove_tree(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there. Raises OSError where something in it cannot be removed."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        # Gone already, or something in it went meanwhile: then the rest is removed now
        if folder.exists():
            shutil.rmtree(folder)


def describe(problem: OSError) -> str:
    """An operating system's error in one line: the reason and the file it is about, where that is known."""
    reason = problem.strerror or " ".join(str(problem).split())
    return f"{problem.filename}: {reason}" if problem.filename is not None else reason
