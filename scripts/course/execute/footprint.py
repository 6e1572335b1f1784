"""What cells leave behind among the sources: the next build would differ by it, and the preview rebuild without end."""

import json
import os
from pathlib import Path

from course.common.files import write_whole
from course.common.project import Project

NAME = "footprint.json"
# What engines and Python write themselves
MADE = (".html", ".typ", ".quarto_ipynb", ".pyc")
Footprint = dict[str, list[int]]


def take_footprint(project: Project) -> Footprint:
    """Size and time of every source file, by its path below the root."""
    found: Footprint = {}
    for folder, folders, files in os.walk(project.root):
        left_out = {project.output.name, "__pycache__"}
        folders[:] = [n for n in folders if not n.startswith((".", "_site")) and not n.endswith("_files")]
        folders[:] = [n for n in folders if n not in left_out]
        for name in files:
            file = Path(folder, name)
            if not name.startswith(".") and not name.endswith(MADE) and file.is_file():
                status = file.stat()
                found[project.relative(file)] = [status.st_size, status.st_mtime_ns]
    return found


def record_changes(project: Project, before: Footprint) -> None:
    """Remember what has changed among the sources, apart from what authors edit meanwhile.

    Args:
        project: The checkout.
        before: As `take_footprint` returned it before the cells ran.
    """
    after = take_footprint(project)
    changed = {name: state for name, state in after.items() if before.get(name) != state and not name.endswith(".qmd")}
    known = read_changes(project) | changed
    write_whole(project.cache / NAME, json.dumps(known))


def read_changes(project: Project) -> Footprint:
    """What cells have left or changed, as far as it is still there as they did."""
    try:
        known: Footprint = json.loads((project.cache / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    now = take_footprint(project) if known else {}
    return {name: state for name, state in known.items() if now.get(name) == state}
