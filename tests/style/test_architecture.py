"""The shape of the source: short files that say first what they are for, and imports in one direction only."""

import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from course.bootstrap import ROOT
from support import LIMIT

SCRIPTS = ROOT / "scripts"
SOURCES = sorted(
    file
    for folder, kinds in (
        ("scripts", ("py", "lua", "js")),
        ("_extensions", ("lua",)),
        ("assets", ("js",)),
        ("tests", ("py",)),
    )
    for kind in kinds
    for file in (ROOT / folder).rglob(f"*.{kind}")
)
LONGEST = 300
COMMENTS = {".py": '"""', ".lua": "--- ", ".js": "// "}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_is_short_and_says_first_what_it_is_for(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert lines[0].startswith(COMMENTS[file.suffix]) and len(lines[0]) > 15, lines[0]


def test_imports_go_in_one_direction() -> None:
    """The contracts in pyproject.toml: layers, no module of the tests or the commands, no cycles."""
    linter = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    result = subprocess.run(
        [sys.executable, "-c", linter],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_package_needs_no_command_and_no_test() -> None:
    """Whatever of theirs is on Python's path: tests import each other by their files' names."""
    others = {file.stem for file in (*SCRIPTS.glob("*.py"), *(ROOT / "tests").rglob("*.py"))}
    graph = grimp.build_graph("course", include_external_packages=True, cache_dir=None)
    assert not {name.partition(".")[0] for name in graph.modules} & others
