"""Run a command in `.venv`, made or repaired first. Standard library only: nothing else may be installed yet."""

import os
import re
import site
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from course import OLDEST_PYTHON
from course.venv_folder import is_own_link, place

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
START_SECONDS = 60
CREATE_SECONDS = 600
INSTALL_SECONDS = 2 * 3600
INTERRUPTED = 130
# A line of a requirements file: a name, its version if it is pinned, and a marker
REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)(?:==([^\s;]+))?\s*(;.*)?")
# By these a shell leads Python to other releases of what is pinned, in place of the environment's or before them
LEADING_ELSEWHERE = ("PYTHONPATH", "PYTHONHOME")
NO_SPACE = "No space left on device"
# Less than this means that a disk is full, whatever a program says
NEEDED_BYTES = 1_000_000


class Requirement(NamedTuple):
    """A package that a command needs, in the version that it is pinned to, if it is."""

    name: str
    version: str | None

    def __str__(self) -> str:
        return f"{self.name} {self.version}" if self.version else self.name


def run_in_environment(requirements: list[str], quiet: bool) -> None:
    """Return inside a complete `.venv`; from outside, or where the shell leads Python elsewhere, start again in it.

    Exits with one line and code 2 when the environment cannot be made or repaired.

    Args:
        requirements: Names of requirements files, relative to the project's root.
        quiet: Whether to print nothing but errors.
    """
    reject_shadowing()
    try:
        if not is_inside():
            reason = reason_to_create()
            if reason:
                reject_link(reason)
                create(reason, quiet)
            restart()
        restart_undisturbed()
        missing = find_missing(requirements)
        if missing:
            reject_link(f"{missing[0]} is missing")
            install(requirements, missing, quiet)
            restart()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except OSError as problem:
        fail(f"cannot set up .venv: {problem}")


def reject_shadowing() -> None:
    """Exit where a script has the name of a module of Python's, which it would replace."""
    for name in sorted(os.listdir(ROOT / "scripts")):
        if name.endswith(".py") and name[:-3] in sys.stdlib_module_names:
            fail(f"scripts/{name} hides Python's own module {name[:-3]}; rename it")


def reject_link(reason: str) -> None:
    """Exit where `.venv` is a link of the user's: other checkouts use what it leads to, perhaps at this moment."""
    if os.path.islink(VENV) and not is_own_link(VENV):
        advice = "set it up as CONTRIBUTING.md says, or remove the link"
        fail(f".venv leads to {os.readlink(VENV)}, which cannot be used ({reason}); {advice}")


def is_inside() -> bool:
    """Whether this is the environment's Python."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def restart_undisturbed() -> None:
    """Start the same command again where the shell leads this Python elsewhere, without what does."""
    if any(name in os.environ for name in LEADING_ELSEWHERE):
        restart(sys.executable)


def restart(python: str = str(PYTHON)) -> None:
    """Start the same command again, by default in the environment; on Windows, exit with its code."""
    command = [python, *sys.argv]
    variables = {name: value for name, value in os.environ.items() if name not in LEADING_ELSEWHERE}
    if os.name == "nt":
        sys.exit(subprocess.run(command, env=variables).returncode)
    os.execve(python, command, variables)


def run(*arguments: str, seconds: float, python: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with its own modules only, and keep its output. Running out of time counts as a failure."""
    command = [python or str(PYTHON), "-I", *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=seconds)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"ERROR: no end after {seconds:.0f} s")


def reason_to_create() -> str:
    """Why the environment has to be made, or nothing where its Python starts and is new enough."""
    # Neither raises where a folder may not be read
    if not os.path.isdir(VENV):
        return "it is missing"
    if not os.path.exists(PYTHON):
        return "its Python is missing"
    answer = run("-S", "-c", "import sys; print(*sys.version_info[:2])", seconds=START_SECONDS)
    if answer.returncode != 0:
        return "its Python does not start"
    version = tuple(map(int, answer.stdout.split()))
    return "" if version >= OLDEST_PYTHON else f"its Python {version[0]}.{version[1]} is too old"


def create(reason: str, quiet: bool) -> None:
    """Make the environment anew. Exits where that fails."""
    if os.path.lexists(VENV) and not os.path.isdir(VENV) and not is_own_link(VENV):
        fail(f"{VENV} is not a folder; remove it")
    if not quiet:
        print("Making .venv ..." if reason == "it is missing" else f"Making .venv anew ({reason}) ...", flush=True)
    if not os.path.isdir(VENV):
        place(VENV)
    # venv refuses a link
    made = run("-m", "venv", "--clear", os.path.realpath(VENV), seconds=CREATE_SECONDS, python=sys.executable)
    if made.returncode != 0:
        fail(f"cannot make .venv: {explain_venv(made.stdout + made.stderr)}")


def find_missing(requirements: list[str]) -> list[Requirement]:
    """The required packages that are not installed completely, or not in the version they are pinned to.

    Reads folders' listings and one line of a file for each package: this happens at every start.
    """
    installed = {name: (version, folder, info) for name, version, folder, info in find_installed()}
    missing = []
    for requirement in read_requirements(requirements):
        version, folder, info = installed.get(normalize(requirement.name), ("", "", ""))
        # The build of a release for a kind of machine, as in 2.13.0+cpu, is nothing that is pinned
        fits = requirement.version in (None, version, version.partition("+")[0])
        if not info or not fits or not is_intact(folder, info):
            missing.append(requirement)
    return missing


def read_requirements(requirements: list[str]) -> Iterator[Requirement]:
    """What the files list for this system."""
    for name in requirements:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            match = REQUIREMENT.fullmatch(line.strip())
            # The one marker in use leaves packages out on Windows
            if match and not (match[3] and os.name == "nt"):
                yield Requirement(match[1], match[2])


def normalize(name: str) -> str:
    """A package's name as packaging tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_installed() -> Iterator[tuple[str, str, str, str]]:
    """Name, version, folder and metadata folder of the packages that Python finds, those that it finds first last."""
    # Python's path lacks a folder that pip has just made
    for folder in reversed(dict.fromkeys([*sys.path, *site.getsitepackages()])):
        if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
            for info in os.listdir(folder):
                name, _, version = info.removesuffix(".dist-info").partition("-")
                if info.endswith(".dist-info"):
                    yield normalize(name), version, folder, info


def is_intact(folder: str, info: str) -> bool:
    """Whether a package's installation was completed, which is when RECORD is written, and its first file is there."""
    try:
        with open(f"{folder}/{info}/RECORD", encoding="utf-8") as record:
            for line in record:
                file = line.partition(",")[0]
                # Programs, metadata and compiled files can be missing without harm; names with a comma are quoted
                if not file.startswith(("../", '"', info)) and "__pycache__" not in file:
                    return os.path.exists(f"{folder}/{file}")
    except OSError:
        return False
    return True


def install(requirements: list[str], missing: list[Requirement], quiet: bool) -> None:
    """Install what the requirements files list into the environment. Exits where that fails."""
    names = " and ".join(requirements)
    if not quiet:
        print(f"Installing {names} ...", flush=True)
    forget_damaged(missing)
    if run("-m", "pip", "--version", seconds=START_SECONDS).returncode != 0:
        added = run("-m", "ensurepip", seconds=CREATE_SECONDS)
        if added.returncode != 0:
            fail(f"cannot install pip into .venv: {explain_venv(added.stdout + added.stderr)}")
    files = [part for name in requirements for part in ("-r", str(ROOT / name))]
    command = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *files]
    installed = run(*command, seconds=INSTALL_SECONDS)
    if installed.returncode != 0:
        fail(f"cannot install {names}: {explain_pip(installed.stderr)}")
    missing = find_missing(requirements)
    if missing:
        fail(f"pip has installed {names}, but not into .venv: {missing[0]} is not there; see `pip config list`")


def forget_damaged(missing: list[Requirement]) -> None:
    """Remove the metadata of packages whose files are missing, so that pip does not take them for installed."""
    import shutil

    names = {normalize(requirement.name) for requirement in missing}
    for name, _, folder, info in list(find_installed()):
        if name in names and folder.startswith(sys.prefix) and not is_intact(folder, info):
            try:
                shutil.rmtree(f"{folder}/{info}")
            except OSError as problem:
                fail(f"cannot repair .venv: {folder}/{info}: {problem.strerror}")


def explain_venv(output: str) -> str:
    """Say in one line why making an environment failed."""
    if "ensurepip is not available" in output or re.search("No module named '?(venv|ensurepip)", output):
        return "this Python lacks the venv module (on Debian and Ubuntu: apt install python3-venv)"
    return explain_full_disk(output) or last_error(output)


def explain_pip(output: str) -> str:
    """Say in one line why pip failed: the cause behind what it says last, where there is one."""
    reason = last_error(output)
    package = re.match(r"No matching distribution found for (\S+)", reason)
    if package and "connection broken by" in output:
        details = re.findall(r"\[Errno -?\d+\] ([^'\")]+)", output) or ["no answer"]
        return f"the package index cannot be reached ({details[-1]})"
    if package:
        version = package[1].partition("==")[2]
        wanted = re.search(rf"\b{re.escape(version)} Requires-Python (\S+?);?(?:\s|$)", output)
        if version and wanted:
            return f"{package[1]} needs Python {wanted[1]}, this is {'.'.join(map(str, sys.version_info[:3]))}"
        if "(from versions: none)" in output:
            reason += "; the package index cannot be reached, or has nothing for this Python and system"
    return explain_full_disk(output) or reason


def explain_full_disk(output: str) -> str:
    """Say which disk is full, where one is."""
    import shutil
    import tempfile

    folders = (VENV if VENV.is_dir() else ROOT, Path(tempfile.gettempdir()))
    free, folder = min((shutil.disk_usage(folder).free, folder) for folder in folders)
    return f"{NO_SPACE}: {folder} has {free / 1e6:.0f} MB left" if NO_SPACE in output or free < NEEDED_BYTES else ""


def last_error(output: str) -> str:
    """The most telling line of a tool's output: its last that says ERROR, else its last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # With an exception of pip's own, and where requirements contradict each other, the last such line says nothing
    empty = ("ERROR: Exception:", "ERROR: ResolutionImpossible")
    errors = [line for line in lines if line.upper().startswith("ERROR") and not line.startswith(empty)]
    return re.sub("^error: ", "", (errors or lines or ["no message"])[-1], flags=re.IGNORECASE)


def fail(message: str) -> NoReturn:
    """End the command with one line on stderr and exit code 2."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)
