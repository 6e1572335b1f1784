"""The learner's kernels: forked as the build's are, a few at a time, and within limits."""

import asyncio
import shutil
from collections.abc import Iterable
from contextlib import suppress
from subprocess import DEVNULL
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets.config import Config

from course.common.files import ignore_temporary
from course.common.project import Project
from course.execute.environment import kernel_environment
from course.execute.forks import ForkProvisioner
from course.execute.kernels import Kernels
from course.execute.units import units_of
from course.source.chapters import Chapter

MOST_KERNELS = 4
# Of one kernel, itself included: more than any data loader has
MOST_PROCESSES = 64
# Bytes of one message that a page can hold
LARGEST = 5_000_000
# Seconds for a page to end its kernel after it has ended by itself
SECONDS_OF_PAGE = 2
# Seconds between two looks at what kernels use and whether they live; and without a message, after which one is ended
INTERVAL = 0.5
IDLE = 1200
CULLING = {"cull_idle_timeout": IDLE, "cull_interval": 60, "cull_busy": True, "cull_connected": True}
# One that has ended is not started again under the page: its connection would have to follow in time to new ports.
# The page is told, and asks for another
CONFIG = Config(KernelRestarter={"time_to_dead": INTERVAL, "restart_limit": 0}, AsyncMappingKernelManager=CULLING)


class LearnersKernels(AsyncMappingKernelManager):
    """Kernels for jupyter_server: every one is ipykernel's, whatever is asked for."""

    def __init__(self, project: Project, chapters: Iterable[Chapter]) -> None:
        """Begin to import what chapters import. Cells run beside a copy of assets/, which they read."""
        own = project.cache / "practice/run"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(project.root / "assets", own / "assets", ignore=ignore_temporary)
        (own / "chapters").mkdir()
        specs = KernelSpecManager(kernel_dirs=[])
        options = {"config": CONFIG, "connection_dir": str(own / "kernels"), "kernel_spec_manager": specs}
        super().__init__(**options)  # type: ignore[no-untyped-call]  # jupyter_server types few of its functions
        self.project, self.limit = project, project.memory_limit * 1_000_000
        self.modules = [name for chapter in chapters for unit in units_of(chapter, "") for name in unit.modules]
        self.forks = Kernels(project, own / "chapters", own / "kernels")
        self.forks.warm_up(self.modules)
        self.watch = asyncio.create_task(self.keep_within_limits())

    async def start_kernel(self, **asked: Any) -> str:  # type: ignore[override]
        """Start a kernel; where there are enough, in place of the one that has been idle longest. Raises HTTPError."""
        if len(self._kernels) >= MOST_KERNELS:
            idle = [m for m in self.list_kernels() if m["execution_state"] != "busy" or not m["connections"]]  # type: ignore[no-untyped-call]
            if not idle:
                raise HTTPError(503, f"{MOST_KERNELS} exercises are running: stop one of them")
            oldest = min(idle, key=lambda model: str(model["last_activity"]))
            await self.shutdown_kernel(oldest["id"], now=True)  # type: ignore[no-untyped-call]
        self.server = await self.forks.fit_server(self.modules)
        if self.server:
            # What it forks has the same limit, and code that asks for more gets an error
            psutil.Process(self.server.process.pid).rlimit(psutil.RLIMIT_DATA, (self.limit, self.limit))
        options: dict[str, Any] = {"cwd": str(self.forks.folder), "env": kernel_environment(self.project)}
        options |= {"extra_arguments": ["--HistoryManager.hist_file=:memory:"], "stdout": DEVNULL, "stderr": DEVNULL}
        return str(await super().start_kernel(**options))

    def pre_start_kernel(self, kernel_name: str | None, kwargs: Any) -> tuple[KernelManager, str, str]:
        """As in jupyter_client, which has no other place to say how one kernel is started."""
        manager, name, key = super().pre_start_kernel(kernel_name, kwargs)
        options: dict[str, Any] = {"parent": manager, "kernel_id": key, "kernel_spec": manager.kernel_spec}
        manager.provisioner = (
            ForkProvisioner(self.server, {}, **options) if self.server else LocalProvisioner(**options)
        )
        return manager, name, key

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Leave what is left of a kernel to its page for a moment: jupyter_server would forget it with open sockets."""
        IOLoop.current().call_later(SECONDS_OF_PAGE, self.end_left_behind, kernel_id)

    async def end_left_behind(self, kernel_id: str) -> None:
        """End what is left of a kernel whose page has not done so, as where its connection is lost."""
        if kernel_id in self:
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]

    async def keep_within_limits(self) -> None:
        """Kill kernels that have outgrown the limit of memory or started too many processes."""
        while True:
            await asyncio.sleep(INTERVAL)
            for kernel in list(self._kernels.values()):
                # It can be about to start, or to end
                with suppress(AttributeError, psutil.Error):
                    first = psutil.Process(kernel.provisioner.pid)
                    family = [first, *first.children(recursive=True)]
                    largest = max(process.memory_info().rss for process in family)
                    if len(family) > MOST_PROCESSES or largest > self.limit:
                        await kernel.provisioner.kill()

    async def end(self) -> None:
        """End all kernels, and what forks them."""
        self.watch.cancel()
        await self.shutdown_all(now=True)
        self.forks.close()


class Connection(ZMQChannelsWebsocketConnection):
    """A page's connection to a kernel, over which nothing comes that the page cannot hold."""

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        """Pass a message on, or a remark in its place."""
        size = sum(map(len, outgoing_msg))
        if size <= LARGEST:
            super().handle_outgoing_message(stream, outgoing_msg)
            return
        _, (_, _, parent, *_) = self.session.feed_identities(outgoing_msg)
        remark = f"An output of {size / 1e6:.0f} MB is too large to be shown here."
        self.write_stderr(remark, self.session.unpack(parent))  # type: ignore[no-untyped-call]
