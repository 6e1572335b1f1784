"""The preview's options, its engine, its beginning and its end."""

import argparse
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from course.bootstrap import ROOT
from course.common import processes
from course.common.console import run_command
from course.common.errors import CourseError
from course.preview.rebuild import Preview
from course.render.engine import choose

HOST = "127.0.0.1"
LARGEST_PORT = 65_535


def main(arguments: list[str]) -> int:
    """Run `scripts/preview.py` until Ctrl-C. Returns the exit code: 0 stopped by the user, 2 could not run."""
    options = parser().parse_args(arguments)
    # What ends it without a terminal, such as an editor's stop button, ends it as Ctrl-C does
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    def work() -> int:
        try:
            preview(options)
        except KeyboardInterrupt:
            print("stopped", flush=True)
        return 0

    return run_command(work)


def preview(options: argparse.Namespace) -> None:
    """Show the site until KeyboardInterrupt. Raises CourseError and OSError."""
    port = free_port(options.port)
    with alone(ROOT):
        engine = choose(options.engine, lambda text: print(text, flush=True))
        print(f"Previewing with {engine.name}", flush=True)
        own = Preview(ROOT, engine)
        try:
            engine.preview(ROOT, own.rebuild, port, options.browser)
        finally:
            own.close()


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Run as the one preview of a checkout, and leave nothing running that it has started.

    What an earlier preview left behind when it was killed is ended first. Raises CourseError where another one runs.
    """
    mark, file = processes.preview_mark(root), root / ".cache/preview.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(file, blocking=False):
            processes.interrupt(mark)
            os.environ[processes.CHECKOUT] = mark
            try:
                yield
            finally:
                processes.interrupt(mark)
    except Timeout:
        raise CourseError("a preview of this checkout is running already; end it first") from None


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(
        prog="preview.py", description="Show the site on this machine, and each saved change of it, until Ctrl-C."
    )
    result.add_argument(
        "--engine",
        choices=("portable", "quarto"),
        default="portable",
        help="portable (the default) shows a save sooner; quarto shows the very pages that Quarto builds",
    )
    result.add_argument("--port", type=port_number, default=0, help="of the address (default: any that is free)")
    result.add_argument("--browser", action="store_true", help="open the site in a browser")
    return result


def port_number(text: str) -> int:
    """A port, or 0 for any."""
    number = int(text)
    if not 0 <= number <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"expected 0 to {LARGEST_PORT}")
    return number


def free_port(wanted: int) -> int:
    """The wanted port, or any for 0. Raises CourseError where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as problem:
            raise CourseError(f"cannot use port {wanted} ({problem.strerror}); choose another with --port") from None
        return int(probe.getsockname()[1])
