"""Whether the published site is already what a build would make: then nothing is rendered again."""

import hashlib
import json
from pathlib import Path
from typing import Any

from course.common import git
from course.common.files import write_whole
from course.common.project import Project, source_files
from course.execute.environment import environment_digest

RECORD = "published.json"


def source_digest(project: Project, engine: dict[str, str]) -> str:
    """A digest of all that a site is made from. engine: names and versions of the programs that render."""
    digest = hashlib.sha256(json.dumps([engine, git.read_head(project.root)]).encode())
    digest.update(environment_digest(project).encode())
    for file in source_files(project.root):
        digest.update(f"\0{project.relative(file)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def is_current(project: Project, target: Path, current: str) -> bool:
    """Whether the target holds, untouched, the site that was published from the same sources."""
    try:
        record = json.loads((project.cache / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(record == describe(target, current))


def write_record(project: Project, target: Path, current: str) -> None:
    """Write down what was published. Raises OSError."""
    write_whole(project.cache / RECORD, json.dumps(describe(target, current)))


def describe(target: Path, current: str) -> dict[str, Any]:
    """The record: the sources' digest, the target, and each of its files with its size (bytes) and time (ns)."""
    found = ((file, file.stat()) for file in sorted(target.rglob("*")) if file.is_file())
    files = {file.relative_to(target).as_posix(): [stat.st_size, stat.st_mtime_ns] for file, stat in found}
    return {"key": current, "target": str(target), "files": files}
