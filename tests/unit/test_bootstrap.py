"""The environment that the commands make for themselves: its pins, how it is judged and repaired, what goes wrong."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
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
COMMAND = """\
from course import bootstrap

bootstrap.run_in_environment(["requirements.txt"], quiet=False)
import tiny

print("tiny", tiny.VERSION)
"""
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


# A small project with an environment of its own


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
