"""The learner's kernels: forked as the build's are, a few at a time, and within limits."""

import asyncio
import shutil
from collections.abc import Iterable
from datetime import datetime
from subprocess import DEVNULL
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets.config import Config

from course.common.addresses import DATA
from course.common.project import Project
from course.execute.environment import kernel_environment
from course.execute.forks import ForkProvisioner
from course.execute.kernels import Kernels
from course.execute.units import units_of
from course.source.chapters import Chapter

MOST_KERNELS = 4
# Of one kernel, itself included: more than any data loader has
MOST_PROCESSES = 64
# Seconds between two looks at what kernels use; and without a message after which a kernel is ended
INTERVAL = 0.5
IDLE = 1200
CONFIG = Config(
    # Looks at whether kernels are still there as often as at what they use
    KernelRestarter={"time_to_dead": INTERVAL},
    AsyncMappingKernelManager={"cull_idle_timeout": IDLE, "cull_interval": 60, "cull_busy": True, "cull_connected": True},
)


class LearnersKernels(AsyncMappingKernelManager):
    """Kernels for jupyter_server: every one is ipykernel's, whatever is asked for."""

    def __init__(self, project: Project, chapters: Iterable[Chapter]) -> None:
        """Begin to import what chapters import. Cells run in a copy of what they read, below .cache/practice."""
        self.own = project.cache / "practice"
        for name in ("kernels", "chapters", "assets"):
            shutil.rmtree(self.own / name, ignore_errors=True)
        (self.own / "chapters").mkdir(parents=True)
        shutil.copytree(project.root / DATA, self.own / DATA)
        shutil.copy(project.root / "assets/matplotlibrc", self.own / "assets")
        super().__init__(
            config=CONFIG,
            connection_dir=str(self.own / "kernels"),
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        )
        self.project = project
        self.modules = [module for chapter in chapters for unit in units_of(chapter, "") for module in unit.modules]
        self.forks = Kernels(project, self.own / "chapters", self.own / "kernels")
        self.forks.warm_up(self.modules)
        self.watch = asyncio.create_task(self.keep_within_limits())

    async def start_kernel(self, **asked: Any) -> str:
        """Start a kernel; where there are enough, in place of the one that has been idle longest. Raises HTTPError."""
        if len(self._kernels) >= MOST_KERNELS:
            idle = [(key, kernel) for key, kernel in self._kernels.items() if kernel.execution_state != "busy"]
            if not idle:
                raise HTTPError(503, f"{MOST_KERNELS} exercises are running; stop one of them")
            oldest: dict[str, datetime] = {key: kernel.last_activity for key, kernel in idle}
            await self.shutdown_kernel(min(oldest, key=oldest.__getitem__), now=True)
        self.server = await self.forks.fit_server(self.modules)
        started: str = await super().start_kernel(
            env=kernel_environment(self.project),
            cwd=str(self.forks.folder),
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        return started

    def pre_start_kernel(self, kernel_name: str | None, kwargs: Any) -> tuple[KernelManager, str, str]:
        """As in jupyter_client, which has no other place to say how one kernel is started."""
        manager, name, key = super().pre_start_kernel(kernel_name, kwargs)
        options: dict[str, Any] = {"parent": manager, "kernel_id": key, "kernel_spec": manager.kernel_spec}
        manager.provisioner = (
            LimitedProvisioner(self.server, {}, self.project.memory_limit, **options)
            if self.server
            else LocalProvisioner(**options)
        )
        return manager, name, key

    async def keep_within_limits(self) -> None:
        """Kill kernels that have started too many processes, or need too much memory; they start again, empty."""
        while True:
            await asyncio.sleep(INTERVAL)
            for kernel in list(self._kernels.values()):
                try:
                    first = psutil.Process(kernel.provisioner.pid)
                    family = [first, *first.children(recursive=True)]
                    largest = max(process.memory_info().rss for process in family) / 1e6
                except (AttributeError, TypeError, psutil.Error):
                    # It is being started or has ended
                    continue
                if len(family) > MOST_PROCESSES or largest > self.project.memory_limit:
                    await kernel.provisioner.kill()

    async def end(self) -> None:
        """End all kernels, and what forks them."""
        self.watch.cancel()
        await self.shutdown_all(now=True)
        self.forks.close()


class LimitedProvisioner(ForkProvisioner):
    """Forks kernels that get an error when they ask for more memory than the build allows."""

    def __init__(self, server: Any, variables: dict[str, str], megabytes: int, **traits: Any) -> None:
        super().__init__(server, variables, **traits)
        self.megabytes = megabytes

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """As ForkProvisioner does."""
        launched = await super().launch_kernel(cmd, **kwargs)
        limit = self.megabytes * 1_000_000
        psutil.Process(self.pid).rlimit(psutil.RLIMIT_DATA, (limit, limit))
        return launched
