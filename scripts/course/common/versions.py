"""The versions of Python and of the packages that execute the cells."""

import platform
from importlib.metadata import version

PACKAGES = ("torch", "torchmetrics", "numpy", "pandas", "matplotlib")


def execution_versions() -> dict[str, str]:
    """The versions of what executes the cells, by name."""
    return {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}
