"""A copy of the checkout, to build or render in."""

import shutil
from pathlib import Path

from course.common.project import Project


def copy_checkout(project: Project, target: Path) -> None:
    """Copy the checkout's own files over what is there, without what is installed and built in it. Raises OSError."""
    output = Path(project.output.relative_to(project.root)).parts[0]

    def left_out(folder: str, names: list[str]) -> set[str]:
        environments = {name for name in names if (Path(folder) / name / "pyvenv.cfg").exists()}
        return environments | {name for name in names if name.startswith(".") or name in ("__pycache__", output)}

    shutil.copytree(project.root, target, ignore=left_out, dirs_exist_ok=True)
