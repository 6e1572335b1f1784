"""The closed environment of kernels: nothing of who builds where gets in that could change a result."""

import hashlib
import os
import sys
from importlib.machinery import all_suffixes
from pathlib import Path

from course.common.addresses import DATA
from course.common.processes import CHECKOUT
from course.common.project import Project, source_files
from course.common.render_cache import source
from course.execute.units import is_installed

# How cells are run
OWN_CODE = ("cells.py", "environment.py", "fork_server.py", "kernel_launcher.py")
# Kept of the environment of the build: what programs are found by, and the mark of the build's processes
KEPT = (
    "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", CHECKOUT,
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "TEMP", "TMP",
)  # fmt: skip


def kernel_environment(project: Project) -> dict[str, str]:
    """All of a kernel's environment: what `_environment` sets, and the same language, time zone and home for all."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    home = str(project.cache / "home")
    fixed = {
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        # No start-up files, settings, fonts and packages of the user's
        "HOME": home,
        "USERPROFILE": home,
        "IPYTHONDIR": str(project.cache / "home/ipython"),
        "MPLCONFIGDIR": str(folder_of_fonts(project)),
        # debugpy, which every kernel imports, would remark on how Python was started
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # As a kernel sets it by itself, but before anything imports matplotlib
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    return kept | fixed | project.settled_environment()


def folder_of_fonts(project: Project) -> Path:
    """Where matplotlib keeps its list of fonts, which takes long to make: with the installation whose list it is.

    Where the system says that nothing may be written there, the checkout has a list of its own.
    """
    kept = Path(sys.prefix) / "matplotlib"
    return kept if os.access(kept if kept.exists() else sys.prefix, os.W_OK) else project.cache / "home/matplotlib"


def packages() -> str:
    """Names and versions of all that is installed; a preview goes on while a build installs others."""
    return "\n".join(sorted(folder.name for place in sys.path for folder in Path(place).glob("*-info")))


def environment_digest(project: Project) -> str:
    """A digest of what the outputs depend on beside the code: Python, packages, environment, figure style, data.

    And the modules beside the chapters, which cells can import, the time limit, and how we run cells.
    """
    digest = hashlib.sha256(sys.version.encode())
    digest.update(packages().encode())
    digest.update(str(project.time_limit).encode())
    for name in OWN_CODE:
        digest.update(source(str(Path(__file__).with_name(name))))
    files = [project.root / "_environment", project.root / "assets/matplotlibrc"]
    for file in source_files(project.root):
        name = project.relative(file)
        if name.startswith(DATA) or (name.startswith("chapters/") and file.suffix == ".py"):
            files.append(file)
    for file in files:
        digest.update(project.relative(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def shadowing_files(project: Project) -> list[Path]:
    """Files and folders in chapters/ that Python would import instead of a package, whoever imports that."""
    suffixes = tuple(all_suffixes())
    found = []
    for path in sorted((project.root / "chapters").glob("*")):
        module, _, suffix = path.name.partition(".")
        is_module = f".{suffix}" in suffixes or (path / "__init__.py").is_file()
        if is_module and (module in sys.stdlib_module_names or is_installed(module)):
            found.append(path)
    return found
