"""What the commands print: a live line on a terminal, plain lines elsewhere, errors only with --quiet."""

import atexit
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from course.common.errors import CourseError
from course.common.files import describe

# Made since the last look for garbage
OBJECTS = 50_000


class Reporter:
    """Prints stages and keeps their seconds."""

    def __init__(self, quiet: bool) -> None:
        # Imported here, as it takes a tenth of the time of a hook, which reports nothing
        from rich.console import Console

        self.console = Console(quiet=quiet, highlight=False, soft_wrap=True)
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(text, markup=False)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show that a stage is under way, and keep how long it took."""
        start = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(f"{name} ..."):
                yield
        else:
            self.say(f"{name} ...")
            yield
        self.seconds[name] = time.monotonic() - start


def error(text: str) -> None:
    """Print to stderr, whatever the settings."""
    print(text, file=sys.stderr, flush=True)


def run_command(work: Callable[[], int]) -> int:
    """Run a command's work; what the user can mend is told in one line. Returns the exit code: work's own, else 2.

    After Ctrl-C it is 130.
    """
    # Trees of code and pages are many objects that stay: a look through them for cycles at every 700 takes a tenth of
    # a command's time
    gc.set_threshold(OBJECTS)
    # At the end all of them go with the process, and a last look would only take time
    atexit.register(gc.freeze)
    try:
        return work()
    except CourseError as problem:
        error(f"error: {problem}")
    except OSError as problem:
        error(f"error: {describe(problem)}")
    except KeyboardInterrupt:
        error("stopped")
        return 130
    return 2


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "2 pages"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
