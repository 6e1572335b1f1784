"""All notebooks with the data sets and a README as one zip, the same bytes on every build."""

import time
import zipfile
from io import BytesIO

from course.common.addresses import DATA
from course.common.project import Project
from course.common.versions import version
from course.export import setup
from course.source.chapters import Chapter

NAME = "course-notebooks.zip"
FOLDER = "course-notebooks"
# The earliest date that a zip can hold
EPOCH = 315532800
README = """\
# {title}

Notebooks to practice in, solutions with their outputs, and the data sets that both read. They need Python {python} or
newer. A graphics card is not needed.

## Start

In a terminal, in this folder, set up an environment of its own once:

    python3 -m venv .venv
    source .venv/bin/activate
    pip install -r requirements.txt

On Windows the second line is `.venv\\Scripts\\activate`. Then start JupyterLab, in the same terminal:

    jupyter lab

and open the first practice notebook. VS Code opens the notebooks too; choose the environment `.venv` as their kernel.
In Colab, upload the notebook and, where its first cell asks for them, the data sets.

## What is here

{contents}

Leave the data sets beside the notebooks: they are read from there.
"""


def archive(project: Project, chapters: list[Chapter], notebooks: dict[str, bytes]) -> bytes:
    """The zip. notebooks: file name to content."""
    data = sorted((project.root / DATA).iterdir())
    files = notebooks | {file.name: file.read_bytes() for file in data}
    files["README.md"] = readme(project, chapters, [file.name for file in data]).encode()
    files["requirements.txt"] = requirements().encode()
    seconds = max(int(project.environment().get("SOURCE_DATE_EPOCH", EPOCH)), EPOCH)
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as result:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", time.gmtime(seconds)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system that builds: a file of Unix that all may read
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            result.writestr(entry, files[name])
    return content.getvalue()


def readme(project: Project, chapters: list[Chapter], data: list[str]) -> str:
    """How to start, and what the files are."""
    lines = [f"- Chapter {c.number}, {c.title}: `{c.stem}-practice.ipynb`, `{c.stem}-solution.ipynb`" for c in chapters]
    lines.append("- Data sets: " + ", ".join(f"`{name}`" for name in data))
    return README.format(title=project.title, python=setup.PYTHON, contents="\n".join(lines))


def requirements() -> str:
    """What the notebooks need, pinned, for pip."""
    needed = setup.versions() | {"jupyterlab": version("jupyterlab")}
    return "".join(f"{name}=={number}\n" for name, number in needed.items())
