"""What is done before and after Quarto's preview renders.

It shows what is wrong instead of stopping: a script that fails would have the preview show the old page. The exception
is a source that was saved meanwhile: Quarto would take its new text for rendered, which after a failure it does not.
"""

import os
import threading
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from course.common import lock
from course.common.console import count, error
from course.common.errors import CourseError
from course.common.ports import HOST
from course.common.project import Project, load_project
from course.gate.context import Context
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.postprocess.site import postprocess_site
from course.preview.banner import mark_pages
from course.preview.findings import Findings, as_finding
from course.preview.warm_kernels import WarmKernels
from course.render.quarto.engine import running_quarto
from course.render.watch import SECONDS_TO_RETURN, stamps
from course.source.reader import read_chapters

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_RENDER = 300
# Quarto takes a moment to finish a render after our script: times between looks at whether it has missed a save
SECONDS_TO_FINISH = (2, 4, 8, 16)
# From a save that Quarto has not missed to the script before its render
SECONDS_TO_BEGIN = 4


@dataclass(frozen=True)
class Render:
    """A render of Quarto's.

    Attributes:
        start: When it began, in seconds since 1970.
        files: The names of the files that Quarto renders.
        sources: The sources with their modification times (ns), as they were at its beginning.
    """

    start: float
    files: list[str]
    sources: dict[str, int]


class QuartoPreview:
    """A preview of Quarto's, as its worker knows it.

    Attributes:
        root: The checkout.
        quarto: The process that previews.
        render: The last one, None before the first.
        context: What was looked at before it; None until that is done, or where it was not.
        findings: What was found then.
        kernels: What has been imported stays so between saves.
    """

    def __init__(self, root: Path, quarto: psutil.Process) -> None:
        self.root, self.quarto = root, quarto
        self.render: Render | None = None
        self.context: Context | None = None
        self.findings = Findings()
        self.kernels = WarmKernels()

    def before_render(self) -> int:
        """Execute what has changed, and say what the gate finds. Returns the exit code."""
        files = os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").splitlines()
        self.render, self.context = Render(time.time(), files, stamps(self.root)), None
        cancelled, ended = threading.Event(), threading.Event()
        threading.Thread(target=self.cancel, args=(self.render, cancelled, ended), daemon=True).start()
        try:
            project = load_when_complete(self.root)
            with lock.held(project):
                self.context = prepare(
                    project,
                    running_quarto(),
                    for_quarto=any(name.startswith("chapters/") for name in files),
                    kernels=self.kernels.of(project),
                    cancelled=cancelled,
                    previewed=True,
                )
            found = run_gate(self.context).findings
            found += self.findings.not_looked_for(found, self.context.unread)
            exercises = [exercise for chapter in self.context.chapters for exercise in chapter.exercises]
            self.findings.places = {str(exercise): exercise.id for exercise in exercises}
        except Exception as problem:
            if cancelled.is_set():
                error("Saved again: stopped what the earlier save had started")
                return 1
            found = self.findings.with_error(as_finding(problem))
        finally:
            ended.set()
        for line in self.findings.update(found):
            error(line)
        return 0

    def cancel(self, render: Render, cancelled: threading.Event, ended: threading.Event) -> None:
        """Stop an execution whose sources have been saved meanwhile."""
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            if stamps(self.root) != render.sources:
                cancelled.set()
                return

    def after_render(self) -> int:
        """Complete the pages that Quarto has rendered, and put the findings on them. Returns the exit code."""
        render = self.render
        if render is None:
            error("What looks for findings has ended meanwhile: save again")
        if render is None or stamps(self.root) != render.sources:
            return 1
        site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
        names = os.environ["QUARTO_PROJECT_OUTPUT_FILES"].split("\n")
        pages = [self.root / name for name in names if name.endswith(".html")]
        try:
            project = load_project(self.root)
            postprocess_site(project, site, read_chapters(project)[0], optimize=False, copies=False, files=pages)
        except Exception as problem:
            for line in self.findings.update(self.findings.with_error(as_finding(problem))):
                error(line)
        mark_pages(site, self.findings)
        cells = sum(each.executed for each in self.context.executed) if self.context else 0
        error(
            f"{render.files[0] if len(render.files) == 1 else 'All pages'}: on the page after "
            f"{time.time() - render.start:.1f} s, {count(cells, 'cell')} executed, {self.findings.summary()}"
        )
        return 0

    def between_renders(self) -> None:
        """What can be done while nobody waits: import for the next save; have Quarto render what it has missed."""
        threading.Thread(target=self.ask_again, args=(self.render,), daemon=True).start()
        if self.context:
            self.kernels.prepare(self.context.chapters)

    def ask_again(self, last: Render) -> None:
        """Have Quarto render what was saved between the end of our script and its own, which it takes for rendered.

        Asked for a page, it renders it anew where the page or its source are not as it knows them; so the page is
        changed.
        """
        site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
        for seconds in SECONDS_TO_FINISH:
            time.sleep(seconds)
            now = stamps(self.root)
            changed = [Path(name) for name, stamp in now.items() if last.sources.get(name) != stamp]
            if changed:
                time.sleep(SECONDS_TO_BEGIN)
            if self.render is not last:
                return
            for source in changed:
                self.request(site, source.with_suffix(".html"))

    def request(self, site: Path, page: Path) -> None:
        """Ask Quarto for a page, as a browser would."""
        if (site / page).is_file():
            with (site / page).open("a", encoding="utf-8") as file:
                file.write("\n")
        with suppress(OSError, psutil.Error):
            for each in self.quarto.net_connections("tcp"):
                if each.status == psutil.CONN_LISTEN:
                    address = f"http://{HOST}:{each.laddr.port}/{page.as_posix()}"
                    urllib.request.urlopen(address, timeout=SECONDS_TO_RENDER).close()


def load_when_complete(root: Path) -> Project:
    """Read the settings; where that fails, again a moment later: a file may be being replaced. Raises CourseError."""
    try:
        return load_project(root)
    except CourseError:
        time.sleep(SECONDS_TO_RETURN)
        return load_project(root)
