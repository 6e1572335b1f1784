"""Which versions to try: the newest releases of what the course teaches; all else as pinned, as far as that goes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from course.environment import last_error
from course.errors import CourseError
from course.facts import PACKAGES

# The heading in requirements.txt below which nothing is chosen by us
NEEDED = "# What those need"
PIN = re.compile(r"(?m)^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def newest(requirements: str) -> str:
    """Requirements that pin the newest releases that go together of facts.PACKAGES, and those that are pinned already.

    Where pip finds these to be in conflict, what those need is free. From where pip takes releases, and which it may
    take, is for its own settings to say (PIP_EXTRA_INDEX_URL, PIP_CONSTRAINT). Raises CourseError with pip's reason.
    """
    found = resolve("\n".join(PACKAGES))
    text = move(requirements, {name: found[name] for name in PACKAGES})
    if text == requirements:
        return text
    try:
        resolve(text)
    except CourseError:
        chosen = text.partition(NEEDED)[0]
        others = {name: version for name, version in resolve(chosen).items() if name not in read(chosen)}
        return "\n".join([chosen + NEEDED, *(f"{name}=={version}" for name, version in sorted(others.items())), ""])
    return text


def resolve(requirements: str) -> dict[str, str]:
    """What pip would install into an empty environment, versions by name. Raises CourseError with its reason."""
    with TemporaryDirectory() as folder:
        wanted, report = Path(folder) / "wanted.txt", Path(folder) / "report.json"
        wanted.write_text(requirements, encoding="utf-8")
        options = ["--dry-run", "--ignore-installed", "--quiet", "--report", str(report), "-r", str(wanted)]
        result = subprocess.run([*PIP, "install", *options], capture_output=True, text=True)
        if result.returncode != 0:
            raise CourseError(f"pip finds no set of newest releases: {last_error(result.stderr)}")
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    # A version's local part, as in 2.13.0+cpu, says which build it is
    found = ((package["metadata"]["name"], package["metadata"]["version"]) for package in installed)
    return {key(name): version.partition("+")[0] for name, version in found}


def move(requirements: str, versions: dict[str, str]) -> str:
    """The requirements with other versions of some packages."""

    def pin(match: re.Match[str]) -> str:
        return f"{match['name']}=={versions.get(key(match['name']), match['version'])}"

    return PIN.sub(pin, requirements)


def read(requirements: str) -> dict[str, str]:
    """The pinned versions by name."""
    return {key(match["name"]): match["version"] for match in PIN.finditer(requirements)}


def key(name: str) -> str:
    """A package's name in the one form that it has in indexes."""
    return re.sub(r"[-_.]+", "-", name).lower()


def holds() -> list[str]:
    """What keeps pip from taking the newest: the constraints that PIP_CONSTRAINT names, else its settings."""
    if "PIP_CONSTRAINT" in os.environ:
        return os.environ["PIP_CONSTRAINT"].split()
    settings = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True).stdout.splitlines()
    return [line.partition("=")[2].strip("'") for line in settings if line.partition("=")[0].endswith(".constraint")]
