"""The shape of the source: short files that say first what they are for, and imports in one direction only."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from course.bootstrap import ROOT

SCRIPTS = ROOT / "scripts"
SOURCES = sorted(
    file
    for folder, kinds in (
        ("scripts", ("py", "lua")),
        ("_extensions", ("lua",)),
        ("assets", ("js",)),
        ("tests", ("py",)),
    )
    for kind in kinds
    for file in (ROOT / folder).rglob(f"*.{kind}")
)
LONGEST = 300
COMMENTS = {".py": '"""', ".lua": "--- ", ".js": "// "}


def module(file: Path) -> str:
    """The name by which a file of the package is imported."""
    return ".".join(file.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(file): file for file in sorted((SCRIPTS / "course").rglob("*.py"))}


def imported(file: Path) -> set[str]:
    """What a file imports, in its functions too: modules, and of packages of ours what is taken from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return found


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_is_short_and_says_first_what_it_is_for(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert lines[0].startswith(COMMENTS[file.suffix]) and len(lines[0]) > 15, lines[0]


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {name: imported(file) & MODULES.keys() for name, file in MODULES.items()}
    assert graph["course.build"] >= {"course.gate", "course.prepare"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        pytest.fail(" -> ".join(problem.args[1]))


def test_commands_import_the_package_and_not_the_other_way_round() -> None:
    commands = {file.stem for file in SCRIPTS.glob("*.py")}
    tests = {file.stem for file in (ROOT / "tests").rglob("*.py")}
    for name, file in MODULES.items():
        top = {target.partition(".")[0] for target in imported(file)}
        assert not top & commands, name
        # The comparison with other tools tries them on the tests' breakages
        assert not top & tests or name.startswith("course.bench"), name
