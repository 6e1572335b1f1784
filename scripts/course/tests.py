"""The tests' set-up beyond Python packages (a browser), and their run."""

import os
import shutil
import subprocess
import sys

from course.console import error
from course.environment import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    """Run `scripts/test.py`. Returns pytest's exit code, or 2 when there is no browser."""
    browser = find_browser() or install_browser()
    if browser is None:
        error("error: no Chromium: install it (on Debian: apt install chromium) or set CHROMIUM_PATH to its program")
        return 2
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
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update"], **quiet)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], env=environment, **quiet)
    return find_browser()
