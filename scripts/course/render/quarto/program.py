"""Find Quarto, or try once to install it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course.bootstrap import VENV, explain_pip
from course.common.errors import CourseError

# The release that is installed where there is none, and the oldest that is used; tests/style/test_versions.py compares
# the workflows, the extension's _extension.yml and README.md with these
PINNED = "1.10.19"
OLDEST = "1.9"
INSTALL_SECONDS = 300
ANSWER_SECONDS = 60
# Tells a build to install the newest release instead of the pinned one (scripts/build.py --latest)
NEWEST = "COURSE_NEWEST_QUARTO"
REFUSED = VENV / "quarto-not-available"


@dataclass(frozen=True)
class Quarto:
    """An installed Quarto.

    Attributes:
        path: The program.
        version: Such as "1.10.19".
    """

    path: str
    version: str


def find_quarto(*, required: bool = False) -> tuple[Quarto | None, str]:
    """Find the Quarto to use, and install it where there is none.

    A failed installation is remembered, and tried again only where Quarto is required.

    Args:
        required: Whether there must be one.

    Returns:
        The program, or None and in one line why there is none.

    Raises:
        CourseError: One is required, and there is none.
    """
    found, reasons = look()
    if found is None and (required or not REFUSED.exists()):
        failure = install("quarto-cli" if os.environ.get(NEWEST) else f"quarto-cli=={PINNED}")
        if failure is None:
            REFUSED.unlink(missing_ok=True)
            found, reasons = look()
        else:
            REFUSED.write_text(failure, encoding="utf-8")
    if found is None and REFUSED.exists():
        reasons.append(REFUSED.read_text(encoding="utf-8"))
    why = "; ".join(reasons) or "Quarto was not found"
    if found is None and required:
        raise CourseError(f"no Quarto: {why}")
    return found, why


def look() -> tuple[Quarto | None, list[str]]:
    """Look in QUARTO_PATH, on PATH and in `.venv`, in this order; a line for each that cannot be used."""
    candidates = [
        ("QUARTO_PATH", os.environ.get("QUARTO_PATH")),
        ("PATH", shutil.which("quarto")),
        (".venv", shutil.which("quarto", path=str(Path(sys.executable).parent))),
    ]
    reasons: list[str] = []
    for place, path in candidates:
        if not path:
            continue
        version = version_of(path)
        if version is None:
            reasons.append(f"{place}: {path} does not answer to --version")
        elif numbers(version)[:2] < numbers(OLDEST):
            reasons.append(f"{place}: Quarto {version} is too old, {OLDEST} or newer is needed")
        else:
            return Quarto(path, version), reasons
    return None, reasons


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare."""
    return tuple(int(part) for part in version.split("."))


def version_of(path: str) -> str | None:
    """What `quarto --version` answers, or None where that is no version."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"\d+\.\d+\.\d+", answer.stdout.strip())
    return match[0] if match and answer.returncode == 0 else None


def install(package: str) -> str | None:
    """Try to install a package, which downloads Quarto. Returns None, or in one line why it failed."""
    options = ["--quiet", "--disable-pip-version-check", "--retries", "1"]
    command = [sys.executable, "-m", "pip", "install", *options, package]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"pip install {package} took more than {INSTALL_SECONDS} s"
    return None if result.returncode == 0 else f"pip install {package} failed: {explain_pip(result.stderr)}"
