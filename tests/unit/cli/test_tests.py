"""The set-up of the tests: a browser, linters from npm, and the measuring of coverage."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from course.cli import tests
from course.common.errors import CourseError

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; each ends with code 0."""
    given: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        given.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(tests.subprocess, "run", run)
    return given


def test_a_browser_that_is_given_or_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    assert tests.find_browser() is None
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert tests.find_browser() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("CHROMIUM_PATH", "/somewhere/chrome")
    assert tests.find_browser() == "/somewhere/chrome"


def test_without_apt_or_the_right_to_use_it_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(tests.shutil, "which", lambda name: None)
    assert tests.install_browser() is None
    monkeypatch.setattr(tests.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(tests.os, "geteuid", lambda: 1000)
    assert tests.install_browser() is None
    assert commands == []


def test_debians_browser_is_installed(monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]) -> None:
    monkeypatch.setattr(tests.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(tests.os, "geteuid", lambda: 0)
    monkeypatch.setattr(tests, "find_browser", lambda: "/usr/bin/chromium")
    assert tests.install_browser() == "/usr/bin/chromium"
    assert [command[1] for command in commands] == ["update", "install"]


def test_no_browser_ends_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tests, "find_browser", lambda: None)
    monkeypatch.setattr(tests, "install_browser", lambda: None)
    assert tests.main([]) == 2
    assert capsys.readouterr().err.startswith("error: no Chromium")


def test_linters_are_installed_or_said_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, Path]] = []
    monkeypatch.setattr(tests.npm, "install", lambda *folders: asked.append(folders))
    assert tests.install_linters() == "" and asked == [(tests.LINTERS.parent, tests.NODE)]

    def fail(*folders: Path) -> None:
        raise CourseError("npm failed: no network")

    monkeypatch.setattr(tests.npm, "install", fail)
    assert tests.install_linters() == "cannot install package.json: npm failed: no network"


def test_arguments_go_to_pytest(monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]) -> None:
    monkeypatch.setattr(tests, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(tests, "install_linters", lambda: "npm cannot install")
    assert tests.main(["tests/unit", "-x"]) == 0
    assert commands[0][1:3] == ["-m", "pytest"] and commands[0][-4:] == ["-m", "not full", "tests/unit", "-x"]


def test_all_tests_or_those_of_the_default_tier(monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]) -> None:
    monkeypatch.setattr(tests, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(tests, "install_linters", lambda: "")
    assert tests.main([]) == tests.main(["--all"]) == 0
    assert ["not full" in command for command in commands] == [True, False]
    assert "--all" not in commands[1]


def test_coverage_is_measured_of_all_programs_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(tests, "ROOT", tmp_path)
    monkeypatch.setattr(tests, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(tests, "install_linters", lambda: "")
    assert tests.main(["--coverage", "tests/unit"]) == 0
    assert [command[2:4] for command in commands] == [["pytest", "-c"], ["coverage", "combine"], ["coverage", "report"]]
    assert "--coverage" not in commands[0]


def test_tests_that_hang_are_ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(command: list[str], timeout: float, **options: object) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(tests, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(tests, "install_linters", lambda: "")
    monkeypatch.setattr(tests.subprocess, "run", run)
    assert tests.main([]) == 2
    assert capsys.readouterr().err == "error: the tests have not ended after 2 hours\n"
