"""A rebuild of the preview with the portable engine: what has changed is executed and rendered, without PDFs."""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from course.common import lock
from course.common.console import count, error
from course.common.errors import CourseError, Finding
from course.common.files import describe
from course.common.project import load_project
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.report import format_findings
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.postprocess.site import postprocess_site
from course.publish import swap
from course.render.engine import Engine
from course.render.portable.rendering import PortableRendering

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
    """A checkout's preview with the portable engine.

    Attributes:
        root: The checkout.
        engine: What renders.
    """

    root: Path
    engine: Engine

    def rebuild(self) -> bool:
        """Make the site anew. False where it could not be, or the gate found something, which is reported."""
        start = time.monotonic()
        try:
            context, findings = self.replace()
        except CourseError as problem:
            return self.keep(f"error: {problem}")
        except OSError as problem:
            return self.keep(f"error: {describe(problem)}")
        if findings:
            return self.keep(format_findings(findings))
        cells = sum(executed.executed for executed in context.executed)
        seconds = time.monotonic() - start
        print(f"No findings; {count(cells, 'cell')} executed, on the page after {seconds:.1f} s", flush=True)
        return True

    def replace(self) -> tuple[Context, list[Finding]]:
        """Execute, check, render, check again; without findings the result takes the site's place.

        Returns:
            What was checked, and what was found.

        Raises:
            CourseError: Something the user can fix stands in the way.
            OSError: A file cannot be read or written.
        """
        # Read anew: a save may have changed the settings, or added a chapter
        project = load_project(self.root)
        site = project.preview_site
        staged = site.with_suffix(".new")
        with lock.held(project), PortableRendering(project, os.cpu_count() or 1, previewed=True) as rendering:
            context = prepare(project, self.engine, on_executed=rendering.start_chapter)
            rendering.start_remaining(context.executed)
            findings = run_gate(context).findings
            if not findings:
                shutil.rmtree(staged, ignore_errors=True)
                staged.mkdir(parents=True)
                rendering.write_website(staged)
                postprocess_site(project, staged, context.chapters, optimize=False)
                context.site = PreviewSite(staged)
                findings = [finding for finding in run_gate(context).findings if finding.rule != PDF_RULE]
            if not findings:
                swap.publish(staged, site)
        return context, findings

    def keep(self, why: str) -> bool:
        """Report what is wrong, and that the site is unchanged."""
        error(why)
        error("the preview is unchanged")
        return False
