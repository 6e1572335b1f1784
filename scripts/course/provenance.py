"""What a site was made with, from which commit: `build.json` at the site's top, and a line at every page's foot."""

import html
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from course import facts
from course.files import write_whole

NAME = "build.json"
MARK = '<footer class="provenance">'


@dataclass(frozen=True)
class Provenance:
    """Where a site comes from.

    versions: of what executed the cells; engine: of what rendered; commit: the full hash, date: its day (YYYY-MM-DD),
    both None outside a git checkout; modified: whether tracked files differed from the commit.
    """

    versions: dict[str, str]
    engine: dict[str, str]
    commit: str | None = None
    date: str | None = None
    modified: bool = False


def read(root: Path) -> Provenance:
    """The provenance of what is built now in this checkout, after the facts of the build have been written."""
    recorded = json.loads((root / ".cache" / facts.NAME).read_text(encoding="utf-8"))["versions"]
    numbers = {entry["name"]: entry["version"] for entry in recorded}
    executed = {name: numbers.pop(name) for name in ("Python", *facts.PACKAGES)}
    return Provenance(executed, numbers, *head(root))


def head(root: Path) -> tuple[str | None, str | None, bool]:
    """The checkout's commit, its day, and whether tracked files differ from it."""
    # A checkout's own commit only, not that of a repository that happens to lie around it
    if not (root / ".git").exists():
        return None, None, False
    commit, _, date = (git(root, "log", "-1", "--format=%H %cs") or "").partition(" ")
    changes = git(root, "status", "--porcelain", "--untracked-files=no")
    return commit or None, date or None, bool(changes)


def git(root: Path, *arguments: str) -> str | None:
    """What git answers, or None where it cannot: not installed, no commit yet, a folder of another user."""
    # Without the optional lock, so that a commit made at the same time is not in the way
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0"}
    try:
        result = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True)
    except OSError:
        return None
    return result.stdout.strip() if result.returncode == 0 else None


def write(site: Path, provenance: Provenance) -> None:
    """Write `build.json` into the site. Raises OSError."""
    write_whole(site / NAME, json.dumps(asdict(provenance), indent=1) + "\n")


def add_foot(text: str, provenance: Provenance, root: str) -> str:
    """Add the line to a page's foot; a page that has it stays as it is. root: the way to the top, such as "../"."""
    if MARK in text:
        return text
    made = [f"{name} {number}" for name, number in (provenance.versions | provenance.engine).items()]
    sentences = [f"Made with {html.escape(', '.join(made))}."]
    if provenance.date:
        changed = ", with changes" if provenance.modified else ""
        sentences.append(f'Commit of <time datetime="{provenance.date}">{provenance.date}</time>{changed}.')
    sentences.append(f'<a href="{root}{NAME}">The same as JSON</a>.')
    foot = f"{MARK}{' '.join(sentences)}</footer>\n"
    return text.replace("</main>", f"{foot}</main>", 1)
