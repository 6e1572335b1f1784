"""Kernels forked from a server: the server's client, and the provisioner through which jupyter_client starts them."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from course.common.errors import CourseError

SERVER = Path(__file__).with_name("fork_server.py")
SECONDS_TO_END = 30


class ForkedProcess:
    """A kernel's process, with as much of the interface of `subprocess.Popen` as jupyter_client needs."""

    stdin = stdout = stderr = None

    def __init__(self, server: "ForkServer", pid: int) -> None:
        self.server, self.pid = server, pid
        self.ended: Future[int] = Future()

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self.ended.result() if self.ended.done() else None

    def wait(self) -> int:
        """The exit code, once it has ended."""
        return self.ended.result(SECONDS_TO_END)

    def send_signal(self, number: int) -> None:
        """Send a signal to it and its group."""
        self.server.signal(self.pid, int(number))

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """A process that imports modules and forks kernels (see `fork_server`). It and they end with this process.

    Attributes:
        modules: What it imports, in this order.
        importing: What it imports now, or has imported last.
        unfit: To be the module that keeps it from forking, such as one whose import ends it; empty where there is none.
    """

    def __init__(self, modules: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        """Start the process.

        Args:
            modules: To import.
            folder: The working directory of the kernels.
            environment: All of their environment.
        """
        self.modules = modules
        self.importing = ""
        self.unfit: Future[str] = Future()
        self.lock = threading.Lock()
        self.launches: deque[Future[ForkedProcess]] = deque()
        self.kernels: dict[int, ForkedProcess] = {}
        self.process = subprocess.Popen(
            # -P: its own folder is none to import from
            [sys.executable, "-P", str(SERVER), *modules],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdin and self.process.stdout, "they are pipes"
        self.requests, self.replies = self.process.stdin, self.process.stdout
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        """Read what the process says until it ends, with which its kernels have ended, too."""
        for line in self.replies:
            reply = json.loads(line)
            if "importing" in reply:
                self.importing = reply["importing"]
            elif "unfit" in reply:
                self.unfit.set_result(reply["unfit"])
            elif "started" in reply:
                process = self.kernels[reply["started"]] = ForkedProcess(self, reply["started"])
                self.launches.popleft().set_result(process)
            else:
                self.kernels.pop(reply["ended"]).ended.set_result(reply["code"])
        self.close_requests()
        ended = CourseError("the process that forks kernels has ended")
        if not self.unfit.done() and self.importing:
            self.unfit.set_result(self.importing)
        elif not self.unfit.done():
            self.unfit.set_exception(ended)
        for launch in self.launches:
            launch.set_exception(ended)
        for kernel in self.kernels.values():
            kernel.ended.set_result(-signal.SIGKILL)

    def launch(self, argv: list[str], variables: Mapping[str, str]) -> "Future[ForkedProcess]":
        """Fork a kernel.

        Args:
            argv: Of the kernel.
            variables: Of its environment, beside the server's; what it starts is known by them.

        Returns:
            The process to come.

        Raises:
            CourseError: The server has ended.
        """
        launch: Future[ForkedProcess] = Future()
        with self.lock:
            # Before the request: the reply may be faster than this thread
            self.launches.append(launch)
            if not self.write({"argv": argv, "variables": dict(variables)}):
                self.launches.remove(launch)
                raise CourseError("the process that forks kernels has ended")
        return launch

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a kernel. One that has ended gets none, even where another process has its id."""
        with self.lock:
            self.write({"signal": number, "pid": pid})

    def write(self, request: dict[str, Any]) -> bool:
        """Write a request. False where nobody reads it any more."""
        try:
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
        except (BrokenPipeError, ValueError):
            return False
        return True

    def close_requests(self) -> None:
        """Close what requests are written to, although there may be one that nobody has read."""
        with self.lock, suppress(BrokenPipeError):
            self.requests.close()

    def close(self) -> None:
        """End it, its kernels, and whatever those have started."""
        self.close_requests()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.reader.join()
        self.replies.close()


def kill_started(launch: "Future[ForkedProcess]") -> None:
    """Kill a kernel that nobody waits for any more."""
    if launch.exception() is None:
        launch.result().kill()


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel by a fork instead of a command; everything else is jupyter_client's own."""

    def __init__(self, server: ForkServer, variables: Mapping[str, str], **traits: Any) -> None:
        """Args: server: It forks; variables: The kernel's environment has these beside the server's."""
        super().__init__(**traits)
        self.server, self.variables = server, variables

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel with the arguments of the command. Raises CourseError."""
        launch = self.server.launch(["ipykernel_launcher", *cmd[cmd.index("-f") :]], self.variables)
        try:
            self.process = await asyncio.shield(asyncio.wrap_future(launch))
        except asyncio.CancelledError:
            launch.add_done_callback(kill_started)
            raise
        self.pid = self.process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the process and wait for its end, which jupyter_client would see a tenth of a second later."""
        await super().kill(restart)
        if self.process:
            await asyncio.wait([asyncio.wrap_future(self.process.ended)], timeout=SECONDS_TO_END)

    async def wait(self) -> int | None:
        """Wait for the process, without the pauses in which jupyter_client looks at an ordinary one."""
        if self.process is None:
            return 0
        code: int = await asyncio.shield(asyncio.wrap_future(self.process.ended))
        self.process = None
        return code
