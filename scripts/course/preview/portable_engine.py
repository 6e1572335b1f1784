"""A rebuild of the preview with the portable engine: what has changed is executed and rendered, without PDFs."""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from course import config, gate, lock, portable, publish
from course.console import error
from course.errors import CourseError, Finding
from course.files import describe
from course.finish import finish
from course.gate import count
from course.pages import Site
from course.prepare import prepare
from course.rules import Context

# What only a build makes
DOWNLOADS = (".pdf", ".ipynb", ".zip")
PDF_RULE = "pdf"


class PreviewSite(Site):
    """The site without its downloads, links to which are fine."""

    def has(self, path: str) -> bool:
        """Whether a link to a path leads to something in a site as built."""
        return path.endswith(DOWNLOADS) or super().has(path)


@dataclass
class Preview:
    """A checkout's preview. root: the checkout."""

    root: Path

    @property
    def site(self) -> Path:
        """The last good site."""
        return self.root / ".cache/preview/portable"

    def rebuild(self) -> bool:
        """Make the site anew. False where it could not be, or the gate found something, which is said."""
        start = time.monotonic()
        try:
            context, findings = self.replace()
        except CourseError as problem:
            return self.keep(f"error: {problem}")
        except OSError as problem:
            return self.keep(f"error: {describe(problem)}")
        if findings:
            return self.keep(gate.report(findings))
        cells = sum(len(executed.chapter.cells) for executed in context.executed if not executed.cached)
        seconds = time.monotonic() - start
        print(f"Nothing found; {count(cells, 'cell')} executed, on the page after {seconds:.1f} s", flush=True)
        return True

    def replace(self) -> tuple[Context, list[Finding]]:
        """Execute, check, render, check again; without findings the result takes the site's place.

        Returns what was checked and what was found. Raises CourseError and OSError.
        """
        # Read anew: a save may have changed the settings, or added a chapter
        project = config.load(self.root)
        staged = self.site.with_suffix(".new")
        with lock.held(project), portable.Rendering(project, os.cpu_count() or 1, pdfs=False) as rendering:
            context = prepare(project, portable.setup_cell(project), portable.versions(), done=rendering.add)
            rendering.add_rest(context.executed)
            findings = gate.run(context).findings
            if not findings:
                shutil.rmtree(staged, ignore_errors=True)
                staged.mkdir(parents=True)
                rendering.write_website(staged, preview=True)
                finish(project, staged, context.chapters)
                context.site = PreviewSite(staged)
                findings = [finding for finding in gate.run(context).findings if finding.rule != PDF_RULE]
            if not findings:
                publish.publish(staged, self.site)
        return context, findings

    def keep(self, why: str) -> bool:
        """Say what is wrong, and that the site stays as it was."""
        error(why)
        error("the preview stays as it was")
        return False
