"""What a build asks of the engine that renders it. The one place that chooses between the engines is `choose`."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from course.common.project import Project
from course.execute.notebooks import Executed
from course.render.watch import Rebuild

ENGINES = ("auto", "quarto", "portable")


class Rendering(Protocol):
    """The rendering of one build, begun while kernels still run.

    What fails is raised where its result is asked for: by then the gate may have told why.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None: ...

    def start_pages(self) -> Future[Any] | None:
        """Start on the pages that wait for no kernel. Returns what needs a core, and memory, until it is done."""

    def start_chapter(self, executed: Executed) -> None:
        """Start on a chapter that has just been executed."""

    def start_remaining(self, chapters: list[Executed]) -> None:
        """Start on everything else, now that all chapters are executed."""

    def write_website(self, output: Path) -> None:
        """Write the pages into an empty folder. Raises CourseError."""

    def write_pdfs(self, output: Path) -> None:
        """Write the PDFs into the site. Raises CourseError."""


class Engine(Protocol):
    """A program, or a set of them, that makes pages and PDFs of executed chapters."""

    @property
    def name(self) -> str:
        """What it is called in messages, with its version."""

    def versions(self) -> dict[str, str]:
        """The versions of the programs that render, by name."""

    def setup_cell(self, project: Project) -> str:
        """The source of the cell that runs before an exercise's own: figure size and format."""

    def rendering(self, project: Project, jobs: int) -> Rendering:
        """Begin the rendering of a build. jobs: programs at a time."""

    def preview(self, root: Path, rebuild: Rebuild, port: int, browser: bool) -> None:
        """Show the site until KeyboardInterrupt.

        Args:
            root: The checkout's folder; its settings may be wrong.
            rebuild: Makes the site in `common.project.preview_site` anew, where the engine has no preview of its own.
            port: Of the address.
            browser: Whether to open one.
        """


def choose(wanted: str, say: Callable[[str], None]) -> Engine:
    """Choose the engine of a command.

    Args:
        wanted: One of ENGINES; "auto" is Quarto where there is one, else the portable engine.
        say: Called with one line that names the choice where it is not obvious.

    Returns:
        The engine.

    Raises:
        CourseError: Quarto is wanted and cannot be had.
    """
    # Imported here, as each brings programs that the other does not need
    if wanted != "portable":
        from course.render.quarto.engine import QuartoEngine
        from course.render.quarto.program import find_quarto

        quarto, why = find_quarto(required=wanted == "quarto")
        if quarto:
            return QuartoEngine(quarto)
        say(f"Using the portable engine ({why})")
    from course.render.portable.engine import PortableEngine

    return PortableEngine()
