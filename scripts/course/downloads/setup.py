"""The notebooks' first cell: what must be installed, and whether it is."""

import ast
import re

from course import facts
from course.chapters import Chapter

# What torch, NumPy and the others in requirements.txt need
PYTHON = "3.11"
DATA_FILE = re.compile(r"\.\./assets/data/([\w.-]+)")
CODE = """\
# This notebook needs Python {python} or newer and the packages below. To install
# them, run this in a terminal, or in a cell of its own with % before pip:
#
#     pip install {install}
#
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


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
        if not Path(file).is_file():
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


def code(chapter: Chapter) -> str:
    """The cell for one chapter, which lists what that chapter imports and reads."""
    needed = packages(chapter)
    texts = [cell.code for cell in chapter.cells]
    return CODE.format(
        python=PYTHON,
        install=" ".join(f"{name}=={number}" for name, number in needed.items()),
        packages="\n".join(f'        "{name}": "{number}",' for name, number in needed.items()),
        files=", ".join(f'"{name}"' for name in data_files(texts)),
    ).rstrip("\n")


def packages(chapter: Chapter) -> dict[str, str]:
    """The course's packages that a chapter imports, with their versions."""
    imported: set[str] = set()
    for cell in chapter.cells:
        for node in ast.walk(cell.tree) if cell.tree else []:
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    return {name: number for name, number in versions().items() if name in imported}


def versions() -> dict[str, str]:
    """The course's packages and their versions, without what names a build of the same version, as in "2.13.0+cpu"."""
    return {name: number.partition("+")[0] for name, number in facts.versions().items() if name in facts.PACKAGES}


def data_files(texts: list[str]) -> list[str]:
    """The data sets that code reads, each once."""
    return sorted({name for text in texts for name in DATA_FILE.findall(text)})
