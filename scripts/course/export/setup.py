"""The notebooks' first cell: what must be installed, and whether it is."""

import ast
import re

from course.common.addresses import DATA
from course.common.versions import PACKAGES, execution_versions
from course.source.chapters import Chapter

# What torch, NumPy and the others in requirements.txt need
PYTHON = "3.11"
DATA_FILE = re.compile(rf"\.\./{re.escape(DATA)}([\w.-]+)")
CODE = """\
# This notebook needs Python {python} or newer and the packages below. To install
# them, run this in a terminal, or in a cell of its own with % before pip:
#
#     pip install {install}
#
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
{fetch}

def check_setup(packages, files):
    \"\"\"Print what is missing, and versions other than the course's.\"\"\"
    problems = []
    for package, expected in packages.items():
        try:
            found = version(package).partition("+")[0]
        except PackageNotFoundError:
            problems.append(f"{{package}} is missing; install {{expected}}")
            continue
        if found != expected:
            problems.append(
                f"{{package}} is version {{found}}, the course ran with "
                f"{{expected}}; outputs may differ"
            )
    for file in files:
        if not Path(file).is_file(){unless}:
            problems.append(
                f"{{file}} is missing; put it beside this notebook "
                "(course-notebooks.zip holds it)"
            )
    print("\\n".join(problems) or "Everything that this notebook needs is here.")


check_setup(
    packages={{
{packages}
    }},
    files=[{files}],
)
"""
# Where it is known from where: a notebook that was opened without its data, as in Colab, gets them by itself
FETCH = """\
from urllib.request import urlopen

SOURCE = "{address}"


def fetch(file):
    \"\"\"Put a data set beside this notebook. Return whether that worked.\"\"\"
    try:
        with urlopen(SOURCE + file, timeout=30) as answer:
            Path(file).write_bytes(answer.read())
    except OSError as error:
        print(f"{{SOURCE}}{{file}}: {{error}}")
        return False
    print(f"{{file}} was missing; it comes from {{SOURCE}}{{file}}")
    return True
"""


def code(chapter: Chapter, data: str | None = None) -> str:
    """The cell for one chapter, which lists what that chapter imports and reads.

    data: what comes before a data set's name in its address.
    """
    needed = packages(chapter)
    files = data_files([cell.code for cell in chapter.cells])
    fetch = bool(data and files)
    return CODE.format(
        fetch=FETCH.format(address=data) if fetch else "",
        unless=" and not fetch(file)" if fetch else "",
        python=PYTHON,
        install=" ".join(f"{name}=={number}" for name, number in needed.items()),
        packages="\n".join(f'        "{name}": "{number}",' for name, number in needed.items()),
        files=", ".join(f'"{name}"' for name in files),
    ).rstrip("\n")


def packages(chapter: Chapter) -> dict[str, str]:
    """The course's packages that a chapter imports, with their versions."""
    imported: set[str] = set()
    for cell in chapter.cells:
        # Most have none, and no tree to walk
        for node in ast.walk(cell.tree) if cell.tree and "import" in cell.code else []:
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    return {name: number for name, number in versions().items() if name in imported}


def versions() -> dict[str, str]:
    """The course's packages and their versions, without what names a build of the same version, as in "2.13.0+cpu"."""
    return {name: number.partition("+")[0] for name, number in execution_versions().items() if name in PACKAGES}


def data_files(texts: list[str]) -> list[str]:
    """The data sets that code reads, each once."""
    return sorted({name for text in texts for name in DATA_FILE.findall(text)})
