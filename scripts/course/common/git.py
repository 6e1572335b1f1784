"""Ask git about the checkout."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

SECONDS = 60


class Head(NamedTuple):
    """A checkout's commit.

    Attributes:
        commit: The full hash.
        date: Its day (YYYY-MM-DD).
        modified: Whether tracked files differ from it.
    """

    commit: str | None = None
    date: str | None = None
    modified: bool = False


def read_head(root: Path) -> Head:
    """The checkout's commit; without one outside a git checkout or where git cannot tell."""
    # A checkout's own commit only, not that of a repository that happens to lie around it
    if not (root / ".git").exists():
        return Head()
    commit, _, date = (git(root, "log", "-1", "--format=%H %cs") or "").partition(" ")
    changes = git(root, "status", "--porcelain", "--untracked-files=no")
    return Head(commit or None, date or None, bool(changes))


def git(root: Path, *arguments: str) -> str | None:
    """What git answers, or None where it cannot: not installed, no commit yet, a folder of another user."""
    # Without the optional lock, so that a commit made at the same time is not in the way
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0"}
    try:
        result = subprocess.run(
            ["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() if result.returncode == 0 else None
