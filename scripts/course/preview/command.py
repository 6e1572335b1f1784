"""The preview's options, its engine, its beginning and its end."""

import argparse
import signal

from course.bootstrap import ROOT
from course.common import lock
from course.common.console import run_command
from course.common.ports import free_port, port_number
from course.preview.rebuild import Preview
from course.render.engine import choose


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
    with lock.alone(ROOT, "preview"):
        engine = choose(options.engine, lambda text: print(text, flush=True))
        print(f"Previewing with {engine.name}", flush=True)
        own = Preview(ROOT, engine)
        try:
            engine.preview(ROOT, own.rebuild, port, options.browser)
        finally:
            own.kernels.close()


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
