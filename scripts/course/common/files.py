"""Files: written so that they are never seen half-written, removed, told from those that editors leave behind."""

import os
import re
import shutil
from pathlib import Path

# Hidden files (.x.swp, .~lock.x#, .#x), backups (x~), autosaves (#x#), and the file by which Vim tries a folder (4913)
TEMPORARY = re.compile(r"\..*|#.*#|.*~|.*\.(?:sw[a-z]|tmp|bak|part)|\d+")


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


def is_temporary(name: str) -> bool:
    """Whether a file's name is one that editors and file managers give to files that are not the author's."""
    return TEMPORARY.fullmatch(name) is not None


def ignore_temporary(folder: str, names: list[str]) -> set[str]:
    """The temporary ones among the names of a folder: what `shutil.copytree` is to leave out."""
    return set(filter(is_temporary, names))


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
    # shutil collects errors: tuples of source, target and reason
    if problem.args and isinstance(problem.args[0], list) and problem.args[0]:
        return f"{problem.args[0][0][1]}: {problem.args[0][0][2]}"
    reason = problem.strerror or " ".join(str(problem).split())
    return f"{problem.filename}: {reason}" if problem.filename is not None else reason
