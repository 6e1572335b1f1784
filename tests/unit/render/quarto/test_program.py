"""Finding Quarto: stand-ins for the program answer `--version`."""

import subprocess
from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.render.quarto import program


def stand_in(folder: Path, version: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Quarto, on which nothing can be installed."""
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(program.sys, "executable", str(tmp_path / "venv/bin/python"))
    monkeypatch.setattr(program, "REFUSED", tmp_path / "refused")
    monkeypatch.setattr(program, "install", lambda package: "pip install failed: no network")
    return tmp_path


def test_the_order_of_places(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(nowhere / "venv/bin", "1.10.3")
    assert program.look()[0] == program.Quarto(str(nowhere / "venv/bin/quarto"), "1.10.3")
    stand_in(nowhere / "path", "1.10.2")
    assert program.look()[0] == program.Quarto(str(nowhere / "path/quarto"), "1.10.2")
    monkeypatch.setenv("QUARTO_PATH", stand_in(nowhere / "given", "1.10.1"))
    assert program.look()[0] == program.Quarto(str(nowhere / "given/quarto"), "1.10.1")


def test_too_old_counts_as_not_found_and_says_so(nowhere: Path) -> None:
    stand_in(nowhere / "path", "1.4.555")
    assert program.look() == (None, ["PATH: Quarto 1.4.555 is too old, 1.9 or newer is needed"])


def test_a_program_that_is_no_quarto(nowhere: Path) -> None:
    stand_in(nowhere / "path", "hello")
    assert program.find_quarto()[0] is None


def test_a_failed_installation_is_remembered_and_can_be_asked_for_again(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def install(package: str) -> str:
        calls.append(1)
        return "pip install failed: no network"

    monkeypatch.setattr(program, "install", install)
    assert program.find_quarto() == (None, "pip install failed: no network")
    assert program.find_quarto() == (None, "pip install failed: no network")
    assert len(calls) == 1
    with pytest.raises(CourseError, match="no Quarto: pip install failed: no network"):
        program.find_quarto(required=True)
    assert len(calls) == 2


def test_a_successful_installation_is_used(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "install", lambda package: stand_in(nowhere / "venv/bin", "1.10.19") and None)
    found, _ = program.find_quarto()
    assert found == program.Quarto(str(nowhere / "venv/bin/quarto"), "1.10.19")


def test_pip_that_fails_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "noise\nERROR: Failed to build quarto-cli\n")
    monkeypatch.setattr(program.subprocess, "run", lambda *a, **k: failed)
    assert program.install("quarto-cli") == "pip install quarto-cli failed: Failed to build quarto-cli"
