"""The linter and the formatter on scripts and tests, and the linter on the cells of the chapters."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.chapters import parse
from course.environment import ROOT

RUFF = [sys.executable, "-m", "ruff"]
CHAPTERS = sorted((ROOT / "chapters").glob("*.qmd"))
# Every exercise brings its own imports, so a chapter has them more than once and not at its head;
# a semicolon keeps what a plot returns from being shown
ALLOWED = "E402,E703,F811"


def ruff(*arguments: str) -> None:
    """Run ruff, which must find nothing."""
    result = subprocess.run([*RUFF, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("arguments", [["check", "--output-format=concise"], ["format", "--check"]], ids="-".join)
def test_scripts_and_tests(arguments: list[str]) -> None:
    ruff(*arguments, "scripts", "tests")


def test_cells(tmp_path: Path) -> None:
    """Each chapter's code as a module, every line at its number in the chapter."""
    for path in CHAPTERS:
        lines = [""] * len(path.read_text(encoding="utf-8").splitlines())
        for cell in parse(path, path.name).cells:
            for number, line in cell.numbered_code:
                lines[number - 1] = line
        (tmp_path / f"{path.stem}.py").write_text("\n".join(lines), encoding="utf-8")
    options = ["--isolated", "--select=E,F", f"--ignore={ALLOWED}", "--line-length=79", "--output-format=concise"]
    ruff("check", *options, str(tmp_path))


def test_the_hook_before_a_commit_has_the_same_ruff() -> None:
    pins = [(ROOT / name).read_text(encoding="utf-8") for name in ("tests/requirements.txt", ".pre-commit-config.yaml")]
    found = [set(re.findall(r"\bruff==([\d.]+)", text)) for text in pins]
    assert found[0] == found[1] and len(found[0]) == 1
