"""Run a unit's cells in a kernel."""

import itertools
import re
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.common.errors import CourseError
from course.execute.notebooks import code_cell
from course.execute.units import Unit, code_to_run

# Seconds for a kernel to start and to run the engine's setup cell: the limit of the author's cells is not about these
START_SECONDS = 120
# A failing `!command` is to be an error like any other; files are to be the same whoever builds; a figure is drawn for
# what is shown, where matplotlib would draw it after each cell for a window as well
PRELUDE = """\
get_ipython().system_raise_on_error = True
__import__("os").umask(0o022)
import matplotlib.pyplot as plt
plt.switch_backend("module://matplotlib_inline.backend_inline")
plt.uninstall_repl_displayhook()
"""


class KernelNotReady(CourseError):
    """A kernel has ended, or says nothing, before it has run anything."""


class Run:
    """The run of one unit in one kernel.

    Attributes:
        status: As in `ExecutedUnit`, like the next two.
        outputs: See there.
        peaks: See there.
    """

    def __init__(self, unit: Unit, manager: AsyncKernelManager, limit: float) -> None:
        self.unit, self.manager, self.limit = unit, manager, limit
        self.status = ["not-run"] * len(unit.cells)
        self.outputs: list[list[NotebookNode]] = [[] for _ in unit.cells]
        self.peaks = [0.0] * len(unit.cells)
        self.client = NotebookClient(nbformat.v4.new_notebook(), manager, allow_errors=True, record_timing=False)

    async def execute(self) -> None:
        """Run the cells, within one limit for all of them. Raises CourseError."""
        kernel = self.client.kc = self.manager.client(context=self.manager.context)
        kernel.start_channels(stdin=False, hb=False, control=False)
        try:
            await self.wait_until_ready()
            kernel.execute(PRELUDE, silent=True)
            status, _ = await self.execute_code(self.unit.setup, START_SECONDS)
            if status != "ok":
                raise CourseError(f"the setup cell of the kernel failed ({status})", file=self.unit.name)
            end = time.monotonic() + self.limit
            for index, cell in enumerate(self.unit.cells):
                code = code_to_run(cell)
                if code is None:
                    continue
                if time.monotonic() >= end:
                    self.status[index] = "time-limit"
                    return
                self.status[index], self.outputs[index] = await self.execute_code(code, end - time.monotonic())
                self.peaks[index] = peak_memory(self.manager)
                if self.status[index] in ("time-limit", "kernel-died"):
                    return
        finally:
            kernel.stop_channels()

    async def wait_until_ready(self) -> None:
        """Wait until the kernel answers and its outputs arrive. Raises CourseError."""
        kernel: Any = self.client.kc
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and await self.manager.is_alive():
            kernel.kernel_info()
            try:
                await kernel.get_shell_msg(timeout=1)
                await kernel.get_iopub_msg(timeout=1)
            except Empty:
                continue
            return
        raise KernelNotReady("the kernel does not answer", file=self.unit.name)

    async def execute_code(self, code: str, seconds: float) -> tuple[str, list[NotebookNode]]:
        """Run one cell. Returns how it ended, and its outputs."""
        cell = code_cell(code, "cell")
        self.client.nb.cells = [cell]
        self.client.timeout = max(1, round(seconds))
        try:
            await self.client.async_execute_cell(cell, 0)
        except CellTimeoutError:
            return "time-limit", in_order(cell.outputs)
        except DeadKernelError:
            return "kernel-died", in_order(cell.outputs)
        failed = any(output.output_type == "error" for output in cell.outputs)
        return "error" if failed else "ok", in_order(cell.outputs)


def in_order(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with what was printed between two others as one text, or two: stdout's before stderr's.

    Which of these was written first is not known: they are sent apart from each other.
    """
    result: list[NotebookNode] = []
    for is_stream, group in itertools.groupby(outputs, lambda output: output.output_type == "stream"):
        found = list(group)
        if not is_stream:
            result += found
            continue
        for name in sorted({output.name for output in found}, reverse=True):
            text = "".join(output.text for output in found if output.name == name)
            result.append(nbformat.v4.new_output("stream", name=name, text=overwritten(text)))
    return result


def overwritten(text: str) -> str:
    """A text as a terminal shows it in the end: a carriage return begins the line anew."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def peak_memory(manager: AsyncKernelManager) -> float:
    """The most memory that a kernel has needed so far, in MB; 0 where the system does not tell (only Linux does).

    Of a forked kernel it includes what it shares with the others: alone, as on a learner's machine, it would need that.
    """
    provisioner: Any = manager.provisioner
    try:
        match = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{provisioner.pid}/status").read_text())
    except OSError:
        return 0.0
    return int(match[1]) / 1000 if match else 0.0
