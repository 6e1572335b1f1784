"""Whether the published site is already what a build would make: then nothing is rendered again."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course import notebooks, provenance
from course.config import Project
from course.files import write_whole

RECORD = "published.json"
FOLDERS = ("_extensions", "assets", "chapters", "pages", "scripts")


def key(project: Project, engine: dict[str, str]) -> str:
    """A digest of all that a site is made from. engine: names and versions of the programs that render."""
    digest = hashlib.sha256(json.dumps([engine, provenance.head(project.root)]).encode())
    digest.update(notebooks.fingerprint(project).encode())
    for file in sources(project.root):
        digest.update(f"\0{project.relative(file)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def sources(root: Path) -> Iterator[Path]:
    """The project's files that a site depends on, without what Python and the engines leave among them."""
    yield from (root / name for name in ("_quarto.yml", "_environment"))
    yield from sorted(root.glob("*.qmd"))
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            made = {"__pycache__", ".jupyter_cache"} & set(file.parts) or "_files" in str(file.relative_to(root))
            if file.is_file() and not made and file.suffix not in (".html", ".typ", ".quarto_ipynb"):
                yield file


def holds(project: Project, target: Path, current: str) -> bool:
    """Whether the target holds, untouched, the site that was published from the same sources."""
    try:
        record = json.loads((project.cache / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(record == describe(target, current))


def remember(project: Project, target: Path, current: str) -> None:
    """Write down what was published. Raises OSError."""
    write_whole(project.cache / RECORD, json.dumps(describe(target, current)))


def describe(target: Path, current: str) -> dict[str, Any]:
    """The record: the sources' digest, the target, and each of its files with its size (bytes) and time (ns)."""
    found = ((file, file.stat()) for file in sorted(target.rglob("*")) if file.is_file())
    files = {file.relative_to(target).as_posix(): [stat.st_size, stat.st_mtime_ns] for file, stat in found}
    return {"key": current, "target": str(target), "files": files}
