"""Bare execution: all notebooks of a folder executed by nbclient, as many at a time as there are cores."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def execute_notebook(file: Path) -> float:
    """Execute a notebook where it stands. Returns the seconds that its cells took. Raises what nbclient raises."""
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(file.parent)}}).execute()
    times = [cell.metadata["execution"] for cell in notebook.cells if cell.cell_type == "code"]
    return sum(moment(time["shell.execute_reply"]) - moment(time["iopub.execute_input"]) for time in times)


def moment(text: str) -> float:
    """A time as seconds."""
    return datetime.fromisoformat(text).timestamp()


def main(folder: Path) -> None:
    """Execute all."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        seconds = sum(pool.map(execute_notebook, sorted(folder.glob("*.ipynb"))))
    print(f"Cells: {seconds:.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
