"""The versions of Python and of packages."""

import importlib.metadata
import platform
import re
from functools import cache

PACKAGES = ("torch", "torchmetrics", "numpy", "pandas", "matplotlib")
VERSION = re.compile(r"^Version: *(\S+)", re.MULTILINE)


@cache
def version(package: str) -> str:
    """The version of a package, as it was when this process first asked."""
    return installed_version(package)


def execution_versions() -> dict[str, str]:
    """The versions of what executes the cells, by name, as they are now: other processes import it."""
    return {"Python": platform.python_version()} | {name: installed_version(name) for name in PACKAGES}


def installed_version(package: str) -> str:
    """The version of a package as it is now; without the rest of what is said of it, which takes longer to read."""
    found = VERSION.search(importlib.metadata.distribution(package).read_text("METADATA") or "")
    return found[1] if found else importlib.metadata.version(package)
