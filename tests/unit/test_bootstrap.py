"""The environment that the commands make for themselves: its pins, how it is judged, what pip says."""

import os
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course import OLDEST_PYTHON, bootstrap
from course.bootstrap import ROOT
from support import LIMIT, posix

FILES = ("requirements.txt", "tests/requirements.txt")
# Debian 12's first, then every release that README.md speaks of and that is out
PYTHONS = ("3.11.2", "3.12.0", "3.13.0", "3.14.0")
PINS = [pin for pin in bootstrap.read_requirements(list(FILES))]


@pytest.mark.parametrize("pin", PINS, ids=str)
def test_every_pin_can_be_installed_on_every_supported_python(pin: bootstrap.Requirement) -> None:
    # Packages that do not say run on every one
    wanted = distribution(pin.name).metadata.get("Requires-Python")
    assert wanted is None or all(python in SpecifierSet(wanted) for python in PYTHONS), wanted


def test_everything_is_pinned_and_read() -> None:
    lines = [line for name in FILES for line in (ROOT / name).read_text().splitlines() if line and line[0] != "#"]
    assert len(lines) == len(PINS) and all(pin.version for pin in PINS)
    # What `read_requirements` takes any marker for
    markers = {str(Requirement(line).marker) for line in lines}
    assert markers <= {"None", 'sys_platform != "win32"'}


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    assert PYTHONS[0].startswith(f"{oldest}.")
    assert f"Python {oldest} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'python_version = "{oldest}"' in settings
    assert f'target-version = "py{oldest.replace(".", "")}"' in settings
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        assert set(re.findall(r"python-version: (\S+)", workflow.read_text(encoding="utf-8"))) <= {f'"{oldest}"'}


@pytest.mark.parametrize("command", ["build.py", "check.py", "preview.py", "test.py"])
def test_an_older_python_is_told_so_in_one_line(command: str) -> None:
    """The version is tested before anything else is imported: a stand-in for it is enough."""
    run = f"runpy.run_path({str(ROOT / 'scripts' / command)!r}, run_name='__main__')"
    code = f"import runpy, sys; sys.version_info = (3, 9, 1); sys.path.insert(0, {str(ROOT / 'scripts')!r}); {run}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT)
    assert result.returncode == 1
    assert re.fullmatch(r"error: Python 3\.11 or newer is needed; \S+ is 3\.\S+\n", result.stderr)


def test_a_shell_that_leads_python_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise RuntimeError('not the one that is pinned')\n")
    command = [sys.executable, str(ROOT / "scripts/build.py"), "--help"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    result = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, env=environment)
    assert result.returncode == 0 and "--engine" in result.stdout, result.stderr


# What pip says


@pytest.mark.parametrize(
    "output, reason",
    [
        ("Collecting x\nERROR: no x\nWARNING: update pip\n", "no x"),
        ("", "no message"),
        ("Error: [Errno 13] Permission denied: '/x'\n", "[Errno 13] Permission denied: '/x'"),
        ("ERROR: Exception:\nTraceback\nReadTimeoutError: Read timed out.\n", "ReadTimeoutError: Read timed out."),
        ("ERROR: Cannot install a and b\nERROR: ResolutionImpossible: see\n", "Cannot install a and b"),
    ],
)
def test_the_last_error_of_a_tool(output: str, reason: str) -> None:
    assert bootstrap.last_error(output) == reason


RETRY = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<Connection>: Failed to "
    "establish a new connection: [Errno -2] Name or service not known')': /simple/pandas/\n"
)
NOT_FOUND = (
    "ERROR: Could not find a version that satisfies the requirement pandas==3.1.1 (from versions: {})\n"
    "ERROR: No matching distribution found for pandas==3.1.1\n"
)


def test_what_pip_passes_over_is_named() -> None:
    unreachable = bootstrap.explain_pip(RETRY + NOT_FOUND.format("none"))
    assert unreachable == "the package index cannot be reached (Name or service not known)"
    assert "cannot be reached, or has nothing" in bootstrap.explain_pip(NOT_FOUND.format("none"))
    other = "ERROR: Ignored the following versions that require a different python version: 3.1.1 Requires-Python >=4\n"
    assert bootstrap.explain_pip(other + NOT_FOUND.format("3.0")).startswith("pandas==3.1.1 needs Python >=4, this is")
    assert bootstrap.explain_pip(NOT_FOUND.format("3.0")) == "No matching distribution found for pandas==3.1.1"


def test_a_full_disk_is_named() -> None:
    said = bootstrap.explain_pip("ERROR: Could not install packages: [Errno 28] No space left on device\n")
    assert re.fullmatch(r"No space left on device: /\S+ has \d+ MB left", said)


def test_a_missing_venv_module_is_named() -> None:
    said = "The virtual environment was not created successfully because ensurepip is not available."
    assert "apt install python3-venv" in bootstrap.explain_venv(said)
    assert "apt" not in bootstrap.explain_venv("Error: Command '['python', '-m', 'ensurepip']' returned 1.")


@posix
@pytest.mark.parametrize(
    "answer, reason",
    [("echo 3 9", "its Python 3.9 is too old"), ("exit 1", "its Python does not start"), ("echo 3 13", "")],
)
def test_the_python_of_an_environment_is_asked(
    answer: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python").write_text(f"#!/bin/sh\n{answer}\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    assert bootstrap.reason_to_create() == reason


# What a start costs


def test_a_complete_environment_starts_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run in one: everything that is pinned is found, without pip."""
    assert bootstrap.find_missing(list(FILES)) == []
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *a, **k: pytest.fail("started a program"))
    monkeypatch.setattr(bootstrap, "is_inside", lambda: True)
    bootstrap.run_in_environment(list(FILES), quiet=True)


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(requirements: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "is_inside", lambda: True)
    monkeypatch.setattr(bootstrap, "find_missing", interrupted)
    with pytest.raises(SystemExit) as ended:
        bootstrap.run_in_environment([], quiet=True)
    assert ended.value.code == bootstrap.INTERRUPTED and capsys.readouterr().err == "stopped\n"
