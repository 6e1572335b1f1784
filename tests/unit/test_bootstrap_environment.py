"""The environment that a command makes: where it is, how half of one is repaired, what stands in its way."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from support import LIMIT, posix

COMMAND = """\
from course import bootstrap

bootstrap.run_in_environment(["requirements.txt"], quiet=False)
import tiny

print("tiny", tiny.VERSION)
"""


def write_wheel(folder: Path, version: str) -> None:
    """A package of one module."""
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", f"VERSION = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with nothing but the bootstrap, a command, and a package that lies beside it."""
    root = tmp_path_factory.mktemp("bootstrap")
    (root / "scripts/course").mkdir(parents=True)
    for name in ("__init__.py", "bootstrap.py", "venv_folder.py"):
        shutil.copy(ROOT / "scripts/course" / name, root / "scripts/course")
    (root / "scripts/go.py").write_text(COMMAND)
    (root / "wheels").mkdir()
    for version in ("1.0", "2.0"):
        write_wheel(root / "wheels", version)
    return root


def go(project: Path, version: str = "1.0", **variables: str) -> tuple[int, str, str]:
    """Run the command from outside its environment. Returns exit code, output and errors."""
    (project / "requirements.txt").write_text(f"tiny=={version}\n")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(project / "wheels"), "PIP_CONFIG_FILE": os.devnull}
    offline["XDG_CACHE_HOME"] = str(project.parent / f"{project.name}-caches")
    result = subprocess.run(
        # The interpreter beneath this environment: as a newcomer has it
        [sys._base_executable, str(project / "scripts/go.py")],  # type: ignore[attr-defined]
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env=os.environ | offline | variables,
    )
    return result.returncode, result.stdout, result.stderr


def packages(project: Path) -> Path:
    """Where the environment has its packages."""
    return next(project.glob(".venv/[Ll]ib*/python*/site-packages"))


def remove_module(project: Path) -> None:
    (packages(project) / "tiny.py").unlink()


def interrupt_installation(project: Path) -> None:
    (packages(project) / "tiny-1.0.dist-info/RECORD").unlink()


def remove_pip(project: Path) -> None:
    for entry in packages(project).glob("pip*"):
        shutil.rmtree(entry)
    remove_module(project)


def break_python(project: Path) -> None:
    python = project / ".venv/bin/python"
    python.unlink()
    python.symlink_to(project / "nowhere")


DAMAGES = {
    remove_module: "Installing requirements.txt ...\n",
    interrupt_installation: "Installing requirements.txt ...\n",
    remove_pip: "Installing requirements.txt ...\n",
    break_python: "Making .venv anew (its Python is missing) ...\nInstalling requirements.txt ...\n",
}


@posix
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_half_an_environment_is_repaired(project: Path, damage: Callable[[Path], None]) -> None:
    go(project)
    damage(project)
    assert go(project) == (0, DAMAGES[damage] + "tiny 1.0\n", "")
    assert go(project) == (0, "tiny 1.0\n", "")


def test_another_pin_is_installed(project: Path) -> None:
    go(project)
    assert go(project, "2.0") == (0, "Installing requirements.txt ...\ntiny 2.0\n", "")


def test_an_installation_that_fails_says_why_in_one_line(project: Path) -> None:
    go(project)
    code, _, errors = go(project, "3.0")
    assert code == 2
    assert errors == "error: cannot install requirements.txt: No matching distribution found for tiny==3.0\n"
    code, _, errors = go(project, "2.0", PIP_TARGET=str(project / "elsewhere"))
    assert code == 2 and "not into .venv: tiny 2.0 is not there" in errors


def test_a_file_in_the_way_is_named(project: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv"))
    (copy / ".venv").touch()
    assert go(copy) == (2, "", f"error: {copy}/.venv is not a folder; remove it\n")
    (copy / "scripts/random.py").touch()
    assert go(copy) == (2, "", "error: scripts/random.py hides Python's own module random; rename it\n")


def test_an_environment_of_another_checkout_is_left_alone(project: Path, tmp_path: Path) -> None:
    go(project)
    copy = shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv"))
    (copy / ".venv").symlink_to(project / ".venv")
    assert go(copy) == (0, "tiny 1.0\n", "")
    code, _, errors = go(copy, "2.0")
    assert code == 2 and "which cannot be used (tiny 2.0 is missing)" in errors
    (copy / ".venv").unlink()
    (copy / ".venv").symlink_to(tmp_path / "nowhere")
    code, _, errors = go(copy)
    assert code == 2 and "which cannot be used (it is missing)" in errors
    assert go(project)[1] == "tiny 1.0\n"


@posix
def test_an_environment_is_made_outside_the_checkout(project: Path, tmp_path: Path) -> None:
    """Where Quarto does not look through it at each save."""
    made = "Making .venv ...\nInstalling requirements.txt ...\ntiny 1.0\n"
    first, second = (
        shutil.copytree(project, tmp_path / name, ignore=shutil.ignore_patterns(".venv")) for name in ("one", "two")
    )
    caches = tmp_path / "caches"
    assert go(first, XDG_CACHE_HOME=str(caches)) == (0, made, "")
    folder = Path(os.readlink(first / ".venv"))
    assert folder.is_relative_to(caches) and (folder / "pyvenv.cfg").is_file()
    # The caches have been cleared
    shutil.rmtree(caches)
    assert go(first, XDG_CACHE_HOME=str(caches)) == (0, made, "")
    # The checkout is gone
    shutil.rmtree(first)
    assert go(second, XDG_CACHE_HOME=str(caches)) == (0, made, "")
    assert not folder.exists() and len(list(caches.glob("*/*"))) == 2


@posix
def test_an_environment_is_made_in_the_checkout_where_no_other_place_is(project: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv"))
    (tmp_path / "file").touch()
    assert go(copy, XDG_CACHE_HOME=str(tmp_path / "file"))[0] == 0
    assert (copy / ".venv").is_dir() and not (copy / ".venv").is_symlink()
