"""Make `.venv` and run the command inside it. Standard library only: it runs before anything is installed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course-requirements.sha256"


def enter(requirements: list[str], quiet: bool) -> None:
    """Return inside an up-to-date `.venv`; from outside, set it up and start the same command again in it.

    requirements: names of requirements files, relative to the project's root.
    Exits with one line and code 2 when the environment cannot be made.
    """
    wanted = fingerprint(requirements)
    if not up_to_date(wanted):
        set_up(requirements, quiet)
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    command = [str(PYTHON), *sys.argv]
    if os.name == "nt":
        sys.exit(subprocess.run(command).returncode)
    os.execv(PYTHON, command)


def fingerprint(requirements: list[str]) -> str:
    """A digest of the Python version and the requirements: what the environment's content depends on."""
    digest = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    for name in requirements:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def up_to_date(wanted: str) -> bool:
    """Whether `.venv` has been installed from these requirements (or from more than these) and still starts."""
    if not STAMP.is_file() or wanted not in STAMP.read_text().split():
        return False
    return starts("")


def starts(code: str) -> bool:
    """Whether the environment's Python is there and runs this code."""
    return PYTHON.exists() and subprocess.run([str(PYTHON), "-c", code], capture_output=True).returncode == 0


def set_up(requirements: list[str], quiet: bool) -> None:
    """Make `.venv` where there is none that works, and install the requirements into it.

    Without a stamp an earlier set-up was killed half-way, or is none of ours: that environment is made anew.
    """

    def say(text: str) -> None:
        if not quiet:
            print(text, flush=True)

    known = STAMP.read_text().split() if STAMP.is_file() and starts("import pip") else []
    if not known:
        say("Making .venv ...")
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
        if made.returncode != 0:
            stop("cannot make .venv: " + venv_trouble(made.stdout + made.stderr))
    say(f"Installing {' and '.join(requirements)} ...")
    files = [part for name in requirements for part in ("-r", str(ROOT / name))]
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *files]
    STAMP.unlink(missing_ok=True)
    installed = subprocess.run(command, capture_output=True, text=True)
    if installed.returncode != 0:
        if known:
            STAMP.write_text("\n".join(known))
        stop(f"cannot install {' and '.join(requirements)}: {last_error(installed.stderr)}")
    # Who needs only the first files finds them installed, too
    STAMP.write_text("\n".join(fingerprint(requirements[: count + 1]) for count in range(len(requirements))))


def venv_trouble(output: str) -> str:
    """Say in one line why `python -m venv` failed."""
    if "ensurepip" in output or "No module named venv" in output:
        return "this Python lacks the venv module (on Debian and Ubuntu: apt install python3-venv)"
    return last_error(output)


def last_error(output: str) -> str:
    """The most telling line of a tool's output: its last that says ERROR, else its last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.upper().startswith("ERROR")]
    return (errors or lines or ["no message"])[-1].removeprefix("ERROR: ")


def stop(message: str) -> None:
    """End the command with one line on stderr and exit code 2."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)
