"""Find Quarto, or try once to install it, and know what it does before a chapter's cells."""

import base64
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from course.config import Project
from course.environment import VENV, last_error
from course.errors import CourseError

PACKAGE = "quarto-cli==1.10.19"
OLDEST = (1, 9)
INSTALL_SECONDS = 300
# Tells scripts/finish.py that the preview runs Quarto, which renders only pages
PREVIEWED = "COURSE_PREVIEW"
# Tells `install` to take the newest release (scripts/build.py --latest)
NEWEST = "COURSE_NEWEST_QUARTO"
REFUSED = VENV / "quarto-not-available"


@dataclass(frozen=True)
class Quarto:
    """An installed Quarto. path: the program; version: such as "1.10.19"."""

    path: str
    version: str


def look(say: list[str]) -> Quarto | None:
    """Look in QUARTO_PATH, on PATH and in `.venv`, in this order. Adds a line to say for each that cannot be used."""
    candidates = [
        ("QUARTO_PATH", os.environ.get("QUARTO_PATH")),
        ("PATH", shutil.which("quarto")),
        (".venv", shutil.which("quarto", path=str(Path(sys.executable).parent))),
    ]
    for place, path in candidates:
        if not path:
            continue
        version = version_of(path)
        if version is None:
            say.append(f"{place}: {path} does not answer to --version")
        elif tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
            say.append(f"{place}: Quarto {version} is too old, {'.'.join(map(str, OLDEST))} or newer is needed")
        else:
            return Quarto(path, version)
    return None


def version_of(path: str) -> str | None:
    """What `quarto --version` answers, or None where that is no version."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"\d+\.\d+\.\d+", answer.stdout.strip())
    return match[0] if match and answer.returncode == 0 else None


def install() -> str | None:
    """Try to install the pinned package, which downloads Quarto. Returns None, or in one line why it failed."""
    package = PACKAGE.partition("==")[0] if os.environ.get(NEWEST) else PACKAGE
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--retries",
        "1",
        package,
    ]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"pip install {package} took more than {INSTALL_SECONDS} s"
    return None if result.returncode == 0 else f"pip install {package} failed: {last_error(result.stderr)}"


def find(wanted: str) -> tuple[Quarto | None, str]:
    """The Quarto to use for `--engine auto` or `--engine quarto`, and in one line why there is none.

    A failed installation is remembered for `auto`; `quarto` asks for it again, and raises CourseError where it fails.
    """
    reasons: list[str] = []
    found = look(reasons)
    if found is None and (wanted == "quarto" or not REFUSED.exists()):
        failure = install()
        if failure is None:
            REFUSED.unlink(missing_ok=True)
            found = look(reasons)
        else:
            REFUSED.write_text(failure, encoding="utf-8")
    if found is None and REFUSED.exists():
        reasons.append(REFUSED.read_text(encoding="utf-8"))
    why = "; ".join(reasons) or "Quarto was not found"
    if found is None and wanted == "quarto":
        raise CourseError(f"no Quarto: {why}")
    return found, why


def share(quarto: Quarto | None = None) -> Path:
    """Quarto's folder of resources. Inside of a script that Quarto runs, no program is needed."""
    path = os.environ.get("QUARTO_SHARE_PATH")
    if quarto:
        paths = subprocess.run([quarto.path, "--paths"], capture_output=True, text=True).stdout.splitlines()
        path = paths[-1] if paths else None
    if not path:
        raise CourseError("Quarto does not tell where its resources are (quarto --paths)")
    return Path(path)


def setup_cell(folder: Path, project: Project) -> str:
    """The cell that Quarto puts before a chapter's own, so that it finds in the cache what we have executed.

    folder: Quarto's resources. Where another version of Quarto builds this cell differently, it executes by itself.
    """
    figure = project.figure
    template = (folder / "jupyter/lang/python/setup.py").read_text(encoding="utf-8")
    return template.format(
        fig_width=figure["fig-width"],
        fig_height=figure["fig-height"],
        fig_format=figure["fig-format"],
        fig_dpi=figure["fig-dpi"],
        interactivity="",
        is_shiny=False,
        is_dashboard=False,
        plotly_connected=True,
        run_path=base64.b64encode(str(project.root / "chapters").encode()).decode(),
    )
