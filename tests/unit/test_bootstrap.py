"""The environment that the commands make for themselves, and the mistakes a user can make there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import bootstrap
from course.bootstrap import ROOT
from support import copy_project


def test_the_last_error_of_a_tool() -> None:
    output = "Collecting x\nERROR: No matching distribution found for x==9\nWARNING: update pip\n"
    assert bootstrap.last_error(output) == "No matching distribution found for x==9"
    assert bootstrap.last_error("") == "no message"


def test_a_missing_venv_module_is_named() -> None:
    said = bootstrap.venv_trouble("The virtual environment was not created because ensurepip is not available.")
    assert "apt install python3-venv" in said


def test_the_fingerprint_follows_the_requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    before = bootstrap.fingerprint(["requirements.txt"])
    assert bootstrap.fingerprint(["requirements.txt"]) == before
    (tmp_path / "requirements.txt").write_text("a==2\n")
    assert bootstrap.fingerprint(["requirements.txt"]) != before


@pytest.mark.parametrize("command", ["build.py", "check.py", "test.py"])
def test_an_old_python_is_told_so_in_one_line(command: str) -> None:
    """The commands test the version before they import anything: a stand-in for the version is enough."""
    path = str(ROOT / "scripts" / command)
    code = f"import runpy, sys; sys.version_info = (3, 9, 1); runpy.run_path({path!r}, run_name='__main__')"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr == "error: Python 3.11 or newer is needed, this is 3.9\n"


def test_no_network_and_no_packages(tmp_path: Path) -> None:
    """Without an environment and with an index that cannot be reached, one line says what could not be installed."""
    root = copy_project(tmp_path / "course")
    # Links to the parts of this environment, which stay
    shutil.rmtree(root / ".venv")
    (root / "requirements.txt").write_text("no-such-package-anywhere==1.0\n")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    result = subprocess.run(
        [sys.executable, str(root / "scripts/build.py"), "--quiet"],
        capture_output=True,
        text=True,
        env=os.environ | offline,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("error: cannot install requirements.txt:")
    assert result.stderr.count("\n") == 1


def test_what_is_a_part_of_the_installed_counts_as_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the tests' set-up a build finds its own packages and installs nothing, beside other builds for instance."""
    environment_in(tmp_path, monkeypatch)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, "", ""))
    (tmp_path / "a.txt").write_text("a==1\n")
    (tmp_path / "b.txt").write_text("b==1\n")
    bootstrap.set_up(["a.txt", "b.txt"], quiet=True)
    assert bootstrap.up_to_date(bootstrap.fingerprint(["a.txt"]))
    assert bootstrap.up_to_date(bootstrap.fingerprint(["a.txt", "b.txt"]))
    assert not bootstrap.up_to_date(bootstrap.fingerprint(["b.txt"]))


def environment_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment be in a folder, with a Python that is there."""
    (folder / "python").touch()
    for name, path in (("ROOT", folder), ("PYTHON", folder / "python"), ("STAMP", folder / "stamp")):
        monkeypatch.setattr(bootstrap, name, path)


def test_a_failed_installation_keeps_what_was_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment_in(tmp_path, monkeypatch)
    (tmp_path / "a.txt").write_text("a==1\n")
    (tmp_path / "stamp").write_text("earlier")

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, int("install" in command), "", "ERROR: no network\n")

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    with pytest.raises(SystemExit) as ended:
        bootstrap.set_up(["a.txt"], quiet=False)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("Installing a.txt ...\n", "error: cannot install a.txt: no network\n")
    assert (tmp_path / "stamp").read_text() == "earlier"


def test_inside_an_environment_that_is_up_to_date_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "up_to_date", lambda wanted: True)
    monkeypatch.setattr(bootstrap.os, "execv", lambda *a: pytest.fail("started again"))
    bootstrap.enter(["requirements.txt"], quiet=True)


def test_from_outside_the_command_starts_again_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "up_to_date", lambda wanted: False)
    monkeypatch.setattr(bootstrap, "set_up", lambda requirements, quiet: started.append(requirements))
    monkeypatch.setattr(bootstrap.sys, "prefix", "/elsewhere")
    monkeypatch.setattr(bootstrap.sys, "argv", ["scripts/build.py", "--quiet"])
    monkeypatch.setattr(bootstrap.os, "execv", lambda program, command: started.append(command))
    bootstrap.enter(["requirements.txt"], quiet=True)
    assert started == [["requirements.txt"], [str(bootstrap.PYTHON), "scripts/build.py", "--quiet"]]


def test_a_broken_environment_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `.venv` whose Python does not start (moved, or of a Python that is gone) does not count."""
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    (tmp_path / "stamp").write_text("wanted")
    assert not bootstrap.up_to_date("wanted")
    shutil.copy("/bin/false", tmp_path / "python")
    assert not bootstrap.up_to_date("wanted")
