"""Run a unit in a kernel of its own: a forked one where that is safe, else an ordinary one, with the same results."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from subprocess import DEVNULL
from threading import Event
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from zmq.asyncio import Context

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute.cells import START_SECONDS, KernelNotReady, Run
from course.execute.environment import kernel_environment
from course.execute.forks import ForkProvisioner, ForkServer
from course.execute.open_files import allow_open_files
from course.execute.units import KERNEL_MODULES, ExecutedUnit, Unit, units_of
from course.source.chapters import Chapter

# Set to anything: every kernel is a fresh process, as it is where forks are not safe
FRESH = "COURSE_FRESH_KERNELS"
LAUNCHER = Path(__file__).with_name("kernel_launcher.py")
# Times that a kernel is started before it is given up
STARTS = 3
# Milliseconds after which a connection is tried again, which comes before the kernel listens; ZeroMQ's own are 100
RECONNECT = 10
# Seconds between two looks at whether the result is still wanted
INTERVAL = 0.1


class ExecutionCancelled(CourseError):
    """The result is no longer wanted."""


class Kernels:
    """Where units run. One is enough for a build; a preview keeps it, and with it what has been imported.

    Attributes:
        project: The checkout.
        folder: In which cells run.
        files: What kernels are connected through.
        started: Kernels so far.
    """

    def __init__(self, project: Project, folder: Path | None = None, files: Path | None = None) -> None:
        self.project = project
        self.started = 0
        self.environment: dict[str, str] = {}
        self.servers: list[ForkServer] = []
        self.unfit: set[str] = set()
        self.connections = Context()
        self.connections.setsockopt(zmq.RECONNECT_IVL, RECONNECT)
        self.folder = folder or project.root / "chapters"
        self.files = files or project.cache / "kernels"
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.mkdir(parents=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End what forks kernels, and them."""
        self.close_servers()
        self.connections.destroy(linger=0)

    def close_servers(self) -> None:
        """End what forks kernels; the next `warm_up` starts anew."""
        while self.servers:
            self.servers.pop().close()
        self.environment = {}

    def is_usable(self) -> bool:
        """Whether a preview can go on with it: its folder is there, and what forks kernels runs."""
        return self.files.is_dir() and all(server.process.poll() is None for server in self.servers)

    def prepare(self, chapters: Iterable[Chapter]) -> None:
        """Between saves of a preview: import what chapters import, and end servers that a newer one has replaced."""
        self.warm_up(name for chapter in chapters for unit in units_of(chapter, "") for name in unit.modules)
        while len(self.servers) > 1:
            self.servers.pop(0).close()

    def warm_up(self, modules: Iterable[str]) -> None:
        """Have modules imported before they are needed, where kernels are forked."""
        environment = kernel_environment(self.project)
        imported = self.servers[-1].modules if self.servers else []
        # What was needed once is kept: a preview goes to and fro between exercises
        wanted = [name for name in dict.fromkeys([*KERNEL_MODULES, *imported, *modules]) if name not in self.unfit]
        if environment == self.environment and wanted == imported:
            return
        self.environment = environment
        Path(environment["HOME"]).mkdir(parents=True, exist_ok=True)
        if sys.platform == "linux" and FRESH not in os.environ:
            self.servers.append(ForkServer(wanted, self.folder, environment))

    async def execute(self, unit: Unit) -> ExecutedUnit:
        """Execute a unit's cells, errors included; after one that kills the kernel or does not end, no other.

        Raises:
            CourseError: No kernel can be had, or the setup cell fails in it.
        """
        for _ in range(STARTS - 1):
            # Another program can have taken a port between its choice and the kernel's start
            with suppress(KernelNotReady):
                return await self.execute_once(unit)
        return await self.execute_once(unit)

    async def execute_once(self, unit: Unit) -> ExecutedUnit:
        """As `execute`; raises KernelNotReady where the kernel does not start."""
        start = time.monotonic()
        server = await self.fit_server(unit.modules)
        self.started += 1
        manager = AsyncKernelManager(
            context=self.connections,
            connection_file=str(self.files / f"{self.started}.json"),
            # ipykernel's own kernel, not one of the user's of the same name
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        )
        spec: Any = manager.kernel_spec
        # -P: its own folder is none to import from
        spec.argv = [sys.executable, "-P", str(LAUNCHER), "-f", "{connection_file}"]
        options: dict[str, Any] = {"parent": manager, "kernel_id": str(uuid4()), "kernel_spec": spec}
        mark = {processes.KERNEL: f"{unit.name} {self.started}"}
        manager.provisioner = ForkProvisioner(server, mark, **options) if server else LocalProvisioner(**options)
        run = Run(unit, manager, self.project.time_limit)
        try:
            await manager.start_kernel(
                env=self.environment | mark,
                cwd=str(self.folder),
                extra_arguments=["--HistoryManager.hist_file=:memory:"],
                # What cells print arrives as messages; on its own stderr ipykernel only remarks on its transport
                stderr=DEVNULL,
            )
            await run.execute()
        finally:
            await manager.shutdown_kernel(now=True)
            if not server:
                processes.end(self.project, mark[processes.KERNEL])
        return ExecutedUnit(run.status, run.outputs, run.peaks, time.monotonic() - start)

    async def fit_server(self, modules: list[str]) -> ForkServer | None:
        """A server that can fork a kernel with modules, None where there are no forks."""
        self.warm_up(modules)
        while self.servers:
            server = self.servers[-1]
            try:
                # Shielded: who waits may be cancelled, while the server goes on
                unfit = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(server.unfit)), START_SECONDS)
            except TimeoutError:
                # What does not end here is imported in the kernel, against the time limit of its exercise
                server.process.kill()
                continue
            if not unfit and server.process.poll() is None:
                return server
            if unfit:
                self.unfit.add(unfit)
            elif server in self.servers:
                # Killed meanwhile, as by a system that lacks memory: its kernels are lost, and others can be had
                self.close_servers()
            self.warm_up(server.modules)
        return None


def execute_units(
    project: Project,
    units: list[Unit],
    jobs: int,
    on_unit: Callable[[Unit, ExecutedUnit], None],
    *,
    kernels: Kernels | None = None,
    cancelled: Event | None = None,
    start_beside: Callable[[], Future[Any] | None] = lambda: None,
) -> None:
    """Execute units, each in a kernel of its own.

    Args:
        project: The checkout.
        units: In the order in which they are begun.
        jobs: Kernels at a time.
        on_unit: Called with each one that has been executed.
        kernels: What runs them; without, the call has its own.
        cancelled: Set by another thread when the result is no longer wanted.
        start_beside: Called when imports for the kernels have begun, which one core does; returns what takes the place
            of one kernel until it is done, if anything does.

    Raises:
        CourseError: No kernel can be had; as ExecutionCancelled where that is the reason.
    """
    allow_open_files(jobs)
    stop = cancelled or Event()
    with ExitStack() as stack:
        own = kernels or stack.enter_context(Kernels(project))
        own.warm_up(module for unit in units for module in unit.modules)
        beside = start_beside()
        # In a thread of its own: the caller's may run an event loop already
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=1))
        done = pool.submit(lambda: asyncio.run(execute_side_by_side(own, units, jobs, on_unit, stop, beside)))
        try:
            done.result()
        except BaseException:
            stop.set()
            raise


async def execute_side_by_side(
    kernels: Kernels,
    units: list[Unit],
    jobs: int,
    on_unit: Callable[[Unit, ExecutedUnit], None],
    cancelled: Event,
    beside: Future[Any] | None,
) -> None:
    """As `execute_units`. However it ends, no kernel runs after it."""
    free = asyncio.Semaphore(jobs)

    async def hold_place() -> None:
        async with free:
            while beside and not beside.done():
                await asyncio.sleep(INTERVAL)

    async def execute(unit: Unit) -> tuple[Unit, ExecutedUnit]:
        async with free:
            return unit, await kernels.execute(unit)

    held = asyncio.create_task(hold_place())
    tasks = [asyncio.create_task(execute(unit)) for unit in units]
    pending = set(tasks)
    try:
        while pending:
            done, pending = await asyncio.wait(pending, timeout=INTERVAL, return_when=asyncio.FIRST_COMPLETED)
            if cancelled.is_set():
                raise ExecutionCancelled("the execution was cancelled")
            for task in done:
                on_unit(*task.result())
    finally:
        held.cancel()
        for task in pending:
            task.cancel()
        await asyncio.gather(held, *tasks, return_exceptions=True)
