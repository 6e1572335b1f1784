"""Swap a finished site in for the published one, so that readers find the old or the new one, whole, at any moment."""

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from pathlib import Path

from course.common.errors import CourseError
from course.common.files import remove_tree

# From Linux's fcntl.h and fs.h
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def publish(staged: Path, target: Path) -> None:
    """Put the staged folder in the target's place, as a whole. Raises CourseError where that cannot be done.

    Everybody may read it, whatever the umask. Where the target is on another file system, the site is first copied
    beside it. The old site is removed last.
    """
    beside = copy_of(staged, target)
    make_readable(staged)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            swap(staged, target)
        except OSError as problem:
            if problem.errno != errno.EXDEV:
                raise
            copy(staged, beside)
            swap(beside, target)
    except OSError as problem:
        raise CourseError(f"cannot write {target}: {problem.strerror}") from None
    finally:
        for leftover in (staged, beside):
            remove_tree(leftover)
    remove_tree(old_of(target))


def make_readable(site: Path) -> None:
    """Give folders and files the permissions that a web server needs. Raises OSError."""
    for path in (site, *site.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def recover(staged: Path, target: Path) -> None:
    """Clean up what a killed build left, staged or beside the target; killed between renames, the old site returns."""
    old = old_of(target)
    if old.is_dir() and not target.exists():
        os.rename(old, target)
    for leftover in (old, copy_of(staged, target), staged):
        remove_tree(leftover)


def check_writable(target: Path) -> None:
    """Raise CourseError where the target cannot be replaced: not a folder of ours, or not writable."""
    if target.exists() and not target.is_dir():
        raise CourseError(f"the output {target} is a file, not a folder")
    if os.path.ismount(target):
        raise CourseError(f"the output {target} is a mount point, which cannot be replaced; choose a folder below it")
    if target.exists() and any(target.iterdir()) and not (target / "site_libs").is_dir():
        raise CourseError(
            f"the output {target} is not empty and holds no site; it would be replaced, so choose another"
        )
    existing = next(folder for folder in (target.parent, *target.parent.parents) if folder.exists())
    if not existing.is_dir():
        raise CourseError(f"cannot write {target}: {existing} is a file, not a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise CourseError(f"cannot write to {existing}")


def copy_of(staged: Path, target: Path) -> Path:
    """Where the site is copied on the target's file system; checkouts that share a target have different ones."""
    checkout = hashlib.sha256(str(staged).encode()).hexdigest()[:8]
    return target.with_name(f".{target.name}.new-{checkout}")


def old_of(target: Path) -> Path:
    """Where the old site is between two renames."""
    return target.with_name(f".{target.name}.old")


def copy(staged: Path, beside: Path) -> None:
    """Copy the site and stop at the first file that cannot be written. Raises OSError."""
    beside.mkdir()
    beside.chmod(0o755)
    for source in sorted(staged.rglob("*")):
        goal = beside / source.relative_to(staged)
        if source.is_dir():
            goal.mkdir()
            goal.chmod(0o755)
        else:
            shutil.copy(source, goal)


def swap(new: Path, target: Path) -> None:
    """Rename the new folder to the target, in one step where the system can; the old one takes the new one's place."""
    if not target.exists():
        os.rename(new, target)
    elif not exchange(new, target):
        replace(new, target)


def exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step (Linux). False where the system or the file system cannot. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    renameat2 = getattr(library, "renameat2", None)
    if renameat2 is None:
        return False
    done = renameat2(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), ctypes.c_uint(RENAME_EXCHANGE))
    number = ctypes.get_errno()
    if done != 0 and number not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        raise OSError(number, os.strerror(number), str(second))
    return bool(done == 0)


def replace(new: Path, target: Path) -> None:
    """Replace a folder by two renames; `recover` mends what a kill between them leaves. Raises OSError."""
    old = old_of(target)
    os.rename(target, old)
    try:
        os.rename(new, target)
    except OSError:
        os.rename(old, target)
        raise
