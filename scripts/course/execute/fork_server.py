"""Import what cells import, once, and fork a kernel for each request.

Run as a script by `forks.ForkServer`, with the modules to import as arguments; it knows nothing of the course. Linux
only: elsewhere a fork is not safe. Requests come in on stdin and replies go out on stdout, one JSON object a line:

    before each import                        {"importing": "numpy"}
    when everything is imported               {"unfit": ""}
    {"argv": [...], "variables": {...}}       {"started": 4711}, replies in the order of the requests
    {"signal": 9, "pid": 4711}
    when a kernel has ended                   {"ended": 4711, "code": -9}

A module that does more than to be imported makes the server unfit, which is said with the module's name: one that
prints, as in a process of its own that would be part of the output; one that starts a thread, which a fork does not
take along; one that asks more of IPython than whether it is there.

All that kernels start stays below this process, even when its parents have gone (this is a "child subreaper"). What a
kernel leaves behind ends with it; and everything ends when stdin is closed, as it is by any end of the build.
"""

import builtins
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
from typing import Any

import IPython
from IPython.core import getipython
from IPython.core.application import ENV_CONFIG_DIRS, SYSTEM_CONFIG_DIRS

# From Linux's prctl.h
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# Seconds after which even processes that do not die are given up
LONGEST_END = 20
PRCTL = ctypes.CDLL(None, use_errno=True).prctl


class StandIn:
    """What `get_ipython` returns to a module that is being imported: something that has a kernel.

    pandas, for one, shows wider tables where there is one.

    Attributes:
        asked: What else was asked of it.
    """

    kernel = None
    asked = ""

    def __getattr__(self, name: str) -> Any:
        self.asked = name
        raise AttributeError(name)


class Server:
    """The state of the server.

    Attributes:
        kernels: Process ids of running kernels, with the variables that processes below them have in their environment.
        ended: Marks and sessions of kernels that have ended.
    """

    def __init__(self) -> None:
        self.kernels: dict[int, set[str]] = {}
        self.ended: set[str | int] = set()
        self.importing = True
        self.replies = os.dup(1)
        self.printed = os.memfd_create("printed")
        for stream in (1, 2):
            os.dup2(self.printed, stream)
        self.wake, notify = os.pipe()
        for end in (self.wake, notify):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(notify, warn_on_full_buffer=False)

    def import_modules(self, modules: list[str]) -> str:
        """Import modules. Returns the one after which a fork is not what a fresh process would be, or nothing."""
        stand_in, real = StandIn(), IPython.get_ipython
        places: list[Any] = [builtins, IPython, getipython]
        for place in places:
            # Some keep the function, for which there will be a real one
            place.get_ipython = lambda: real() or (stand_in if self.importing else None)
        for module in modules:
            self.say(importing=module)
            try:
                importlib.import_module(module)
                sys.stdout.flush()
                sys.stderr.flush()
            except BaseException:
                return module
            if os.fstat(self.printed).st_size or len(os.listdir("/proc/self/task")) > 1 or stand_in.asked:
                return module
        del places[0].get_ipython
        self.importing = False
        return ""

    def serve(self) -> None:
        """Answer requests until stdin is closed."""
        received = b""
        while True:
            ready, _, _ = select.select([0, self.wake], [], [])
            if self.wake in ready:
                os.read(self.wake, 4096)
                self.reap()
            if 0 in ready:
                data = os.read(0, 65536)
                if not data:
                    return
                *lines, received = (received + data).split(b"\n")
                for line in lines:
                    self.answer(json.loads(line))

    def answer(self, request: dict[str, Any]) -> None:
        """Fork a kernel, or send a signal to one."""
        if "signal" in request:
            if request["pid"] in self.kernels:
                send_signal(request["pid"], request["signal"])
            return
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            run_kernel(request)
        # The system gives ids again
        self.ended.discard(pid)
        self.kernels[pid] = {f"{name}={value}" for name, value in request["variables"].items()}
        self.say(started=pid)

    def reap(self) -> None:
        """Report kernels that have ended, after killing what they have left behind."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            is_kernel = pid in self.kernels
            self.ended |= {pid, *self.kernels.pop(pid, ())} if is_kernel else set()
            # What was below it is ours now
            self.kill_strays()
            if is_kernel:
                self.say(ended=pid, code=os.waitstatus_to_exitcode(status))

    def kill_strays(self) -> None:
        """Kill processes of kernels that have ended; their session, or their environment, tells whose they are."""
        for pid in children() - self.kernels.keys():
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    marks = set(file.read().decode(errors="replace").split("\0"))
                if self.ended & {os.getsid(pid), *marks}:
                    os.kill(pid, signal.SIGKILL)
            except OSError:
                # Ended by itself
                continue

    def say(self, **reply: Any) -> None:
        """Write a reply; with nobody left to read it, stdin will end this process."""
        try:
            os.write(self.replies, json.dumps(reply).encode() + b"\n")
        except BrokenPipeError:
            pass


def run_kernel(request: dict[str, Any]) -> None:
    """Become a kernel, as `python -m ipykernel_launcher` is one. Does not return."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.closerange(3, 16)
        os.environ.update(request["variables"])
        sys.argv = request["argv"]
        gc.enable()
        # Python's own generator does this by itself; without a seed numbers are to differ from run to run
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance()
    finally:
        os._exit(1)


def children() -> set[int]:
    """The process ids of this process's children; none where the system does not tell."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return set(map(int, file.read().split()))
    except OSError:
        return set()


def send_signal(pid: int, number: int) -> None:
    """Send a signal to a kernel and its process group, which it may not have made yet."""
    try:
        os.killpg(pid, number)
    except OSError:
        os.kill(pid, number)


def kill_all() -> None:
    """Kill everything below this process, and wait until it is gone."""
    signal.alarm(LONGEST_END)
    while True:
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


if __name__ == "__main__":
    PRCTL(PR_SET_CHILD_SUBREAPER, 1)
    gc.disable()
    # As `kernel_launcher` does it: no settings of the machine's
    ENV_CONFIG_DIRS.clear()
    SYSTEM_CONFIG_DIRS.clear()
    server = Server()
    try:
        server.say(unfit=server.import_modules(sys.argv[1:]))
        server.serve()
    finally:
        kill_all()
