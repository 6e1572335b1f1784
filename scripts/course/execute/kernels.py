"""Run a chapter in a kernel."""

import re
import time
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute.notebooks import Executed
from course.source.chapters import Cell, Chapter

# Seconds for the engine's setup cell, which imports matplotlib: the limit of the author's cells is none of its
SETUP_SECONDS = 120
# A failing `!command` is to be an error like any other
PRELUDE = "get_ipython().system_raise_on_error = True"


def execute(project: Project, chapter: Chapter, notebook: NotebookNode) -> Executed:
    """Execute one chapter to its end, errors included; after a dead or stuck kernel the rest is not run."""
    start = time.monotonic()
    client = NotebookClient(
        notebook,
        allow_errors=True,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(chapter.path.parent)}},
        # Everything has been received, and a graceful end takes as long as many cells
        shutdown_kernel="immediate",
    )
    codes: list[str | None] = [notebook.cells[0].source, *(code_to_run(cell) for cell in chapter.cells)]
    status = ["not-run"] * len(codes)
    peaks = [0.0] * len(codes)
    # What cells print arrives as messages; on its own stderr ipykernel only remarks on its transport
    environment = project.environment() | {processes.CHAPTER: chapter.stem}
    with client.setup_kernel(env=environment, stderr=DEVNULL):
        kernel = client.kc
        assert kernel is not None, "setup_kernel connects to the kernel"
        session = process_id(client)
        kernel.execute(PRELUDE, silent=True)
        for index, code in enumerate(codes):
            notebook.cells[index].execution_count = index + 1
            # Joining pieces, nbclient looks for carriage returns, in a time that grows with the square of a line's
            # length; Quarto's setup cell prints one of 100 kB
            client.coalesce_streams = index > 0
            if code is not None:
                client.timeout = SETUP_SECONDS if index == 0 else project.time_limit
                status[index] = execute_cell(client, notebook.cells[index], index, code)
                peaks[index] = peak_memory(client)
            if status[index] in ("time-limit", "kernel-died"):
                break
        if not {"time-limit", "kernel-died"} & set(status):
            info = client.wait_for_reply(kernel.kernel_info())
            if info is None:
                raise CourseError("the kernel no longer answers", file=chapter.file)
            notebook.metadata["language_info"] = info["content"]["language_info"]
    processes.end(project, chapter.stem, session)
    notebook.cells[0].outputs = joined(notebook.cells[0].outputs)
    if status[0] != "ok":
        raise CourseError(f"the setup cell of the kernel failed ({status[0]})", file=chapter.file)
    notebook.metadata["course"] = {"peaks": peaks[1:]}
    outputs = [cell.outputs for cell in notebook.cells[1:]]
    return Executed(chapter, status[1:], outputs, peaks[1:], False, time.monotonic() - start, codes[0] or "")


def process_id(client: NotebookClient) -> int:
    """The id of a kernel's process, and of its session: jupyter_client starts every kernel in one of its own."""
    manager: Any = client.km
    return int(manager.provisioner.pid)


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs in which what was printed in pieces, to one stream after the other, is one text each."""
    result: list[NotebookNode] = []
    for output in outputs:
        if result and output.output_type == "stream" and output.get("name") == result[-1].get("name"):
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def peak_memory(client: NotebookClient) -> float:
    """The most memory that the kernel has needed so far, in MB; 0 where the system does not tell (only Linux does)."""
    status = Path(f"/proc/{process_id(client)}/status")
    try:
        match = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    except OSError:
        return 0.0
    return int(match[1]) / 1000 if match else 0.0


def code_to_run(cell: Cell) -> str | None:
    """The cell's source without its option lines (so that cell magics work); None when it is not to be executed."""
    return None if cell.options.get("eval") is False else cell.code


def execute_cell(client: NotebookClient, cell: NotebookNode, index: int, code: str) -> str:
    """Execute the code in place of the cell's source, keep the source, and say how it ended."""
    source, cell.source = cell.source, code
    try:
        client.execute_cell(cell, index)
    except CellTimeoutError:
        return "time-limit"
    except DeadKernelError:
        return "kernel-died"
    finally:
        cell.source = source
    failed = any(output.output_type == "error" for output in cell.outputs)
    return "error" if failed else "ok"
