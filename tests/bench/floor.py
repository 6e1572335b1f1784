"""The floor: all notebooks of a folder executed by nbclient, as many at a time as there are cores, nothing else."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def execute(file: Path) -> None:
    """Execute a notebook where it stands. Raises what nbclient raises."""
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(file.parent)}}).execute()


def main(folder: Path) -> None:
    """Execute all."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(execute, sorted(folder.glob("*.ipynb"))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
