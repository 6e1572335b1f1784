"""The tests' set-up beyond Python packages (a browser, linters that npm has), and their run."""

import os
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from course.bootstrap import ROOT, VENV
from course.common import npm
from course.common.console import error
from course.common.errors import CourseError

COVERAGE = "--coverage"
EVERYTHING = "--all"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Against hanging only, many times what is usual: of all tests of a tier, and in seconds of any other program
HOURS = 2
HOURS_OF_EVERYTHING = 8
LIMIT = 1800
# What npm installs, and where
LINTERS = ROOT / "tests/package.json"
NODE = VENV / "node"


def main(arguments: list[str]) -> int:
    """Run `scripts/test.py`.

    Args:
        arguments: For pytest. With EVERYTHING among them, the tests run that are not in the default tier, too; with
            COVERAGE, what the tests run of the scripts is measured and reported.

    Returns:
        pytest's exit code, or 2 when there is no browser or the tests hang.
    """
    browser = find_browser() or install_browser()
    if browser is None:
        error("error: no Chromium: install it (on Debian: apt install chromium) or set CHROMIUM_PATH to its program")
        return 2
    if trouble := install_linters():
        error(f"warning: {trouble}; the tests of style that need them will fail")
    environment = os.environ | {"CHROMIUM_PATH": browser}
    # One more than cores: tests wait for each other's builds, for programs that use one core and for pages
    workers = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup", "--no-loadscope-reorder"]
    everything = EVERYTHING in arguments
    tier = [] if everything else ["-m", "not full"]
    given = [argument for argument in arguments if argument not in (COVERAGE, EVERYTHING)]
    command = [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "-rs", *workers, *tier, *given]
    run = run_measured if COVERAGE in arguments else run_limited
    return run(command, environment, HOURS_OF_EVERYTHING if everything else HOURS)


def run_limited(command: list[str], environment: dict[str, str], hours: int) -> int:
    """Run a command in the project's folder. Returns its exit code, or 2 where it does not end."""
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=hours * 3600).returncode
    except subprocess.TimeoutExpired:
        error(f"error: the tests have not ended after {hours} hours")
        return 2


def run_measured(command: list[str], environment: dict[str, str], hours: int) -> int:
    """Run a command and report which lines and branches it and the programs that it starts, builds for instance, ran.

    Returns its exit code, or else that of the report.
    """
    # A folder of its own: a test runs this as well
    with TemporaryDirectory(prefix="coverage-") as folder:
        data = f"{folder}/data"
        files = {"COVERAGE_FILE": data, "COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml")}
        code = run_limited(command, environment | files, hours)
        for part in (["combine", "--quiet"], ["report"]):
            tool = [sys.executable, "-m", "coverage", *part, f"--data-file={data}"]
            code = subprocess.run(tool, cwd=ROOT, timeout=LIMIT).returncode or code
    return code


def find_browser() -> str | None:
    """The path of a Chromium or Chrome."""
    given = os.environ.get("CHROMIUM_PATH")
    return given if given else next((path for name in BROWSERS if (path := shutil.which(name))), None)


def install_browser() -> str | None:
    """Install Debian's Chromium where apt is there and the user may use it; the path, or None."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    print("Installing Chromium ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=environment, capture_output=True, timeout=LIMIT)
    return find_browser()


def install_linters() -> str:
    """Install what LINTERS names into the environment, unless that has been done; what went wrong, or nothing."""
    try:
        npm.install(LINTERS.parent, NODE)
    except CourseError as problem:
        return f"cannot install {LINTERS.name}: {problem}"
    return ""
