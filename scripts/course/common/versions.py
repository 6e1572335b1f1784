"""The versions of Python and of packages."""

import importlib.metadata
import platform
from functools import cache

PACKAGES = ("torch", "torchmetrics", "numpy", "pandas", "matplotlib")


@cache
def version(package: str) -> str:
    """The version of a package, as it was when this process first asked: to look takes a while."""
    return importlib.metadata.version(package)


def execution_versions() -> dict[str, str]:
    """The versions of what executes the cells, by name, as they are now: other processes import it."""
    return {"Python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}
