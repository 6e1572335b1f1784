"""A rebuild of the preview with the portable engine: what has changed is executed and rendered, without PDFs."""

import time
from pathlib import Path
from threading import Event

from course.common import lock
from course.common.console import count
from course.common.errors import Finding
from course.common.files import remove_tree
from course.common.project import load_project, preview_site
from course.execute.notebooks import Executed
from course.gate.built_site import Site
from course.gate.rules.site import SITE_RULES
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.postprocess.site import postprocess_site
from course.preview.banner import mark_pages
from course.preview.findings import Findings, as_finding
from course.preview.rendering import PreviewRendering
from course.preview.warm_kernels import WarmKernels
from course.publish import swap
from course.render.engine import Engine

# What only a build makes
DOWNLOADS = (".pdf", ".ipynb", ".zip")
PDF_RULE = "pdf"


class PreviewSite(Site):
    """The site without its downloads, links to which are fine."""

    def has(self, path: str) -> bool:
        """Whether a link to a path leads to something in a site as built."""
        return path.endswith(DOWNLOADS) or super().has(path)


class Preview:
    """A checkout's preview with the portable engine.

    Attributes:
        root: The checkout.
        engine: What renders.
        findings: Of the last save.
        kernels: What has been imported stays so between saves.
    """

    def __init__(self, root: Path, engine: Engine) -> None:
        self.root, self.engine = root, engine
        self.findings = Findings()
        self.kernels = WarmKernels()

    def rebuild(self, changed: list[str], cancelled: Event) -> bool:
        """Make the site anew, and say what was found. False where that was cancelled.

        Whatever is wrong is a finding, which is shown: a preview outlives all that is saved while it runs.
        """
        start = time.monotonic()
        executed: list[Executed] = []
        try:
            found = self.replace(executed, cancelled)
        except Exception as problem:
            if cancelled.is_set():
                return False
            found = self.findings.with_error(as_finding(problem))
        lines = self.findings.update(found)
        try:
            mark_pages(preview_site(self.root), self.findings)
        except (OSError, UnicodeError) as problem:
            lines.append(f"the pages cannot show what was found: {problem}")
        cells = sum(each.executed for each in executed)
        seconds = time.monotonic() - start
        print(
            f"{', '.join(changed) or 'All pages'}: on the page after {seconds:.1f} s, {count(cells, 'cell')} executed, "
            f"{self.findings.summary()}",
            *(f"  {line}" for line in lines),
            sep="\n",
            flush=True,
        )
        return True

    def replace(self, executed: list[Executed], cancelled: Event) -> list[Finding]:
        """Execute, render, check; the result takes the site's place, whatever is found.

        Args:
            executed: Takes the chapters in.
            cancelled: Set when the result is no longer wanted.

        Returns:
            What was found.

        Raises:
            CourseError: Something that all pages need is wrong, or it was cancelled.
            OSError: A file cannot be read or written.
        """
        # Read anew: a save may have changed the settings, or added a chapter
        project = load_project(self.root)
        site = preview_site(self.root)
        staged = site.with_suffix(".new")
        with lock.held(project), PreviewRendering(project) as rendering:
            context = prepare(
                project,
                self.engine,
                on_executed=rendering.start_chapter,
                kernels=self.kernels.of(project),
                cancelled=cancelled,
                previewed=True,
            )
            executed += context.executed
            rendering.start_remaining(context.executed)
            remove_tree(staged)
            staged.mkdir(parents=True)
            rendering.write_website(staged)
            postprocess_site(project, staged, context.chapters, optimize=False, copies=False)
            # With a page that stands in for another, much is missing that nobody has to look for
            context.site = None if rendering.has_stand_ins else PreviewSite(staged)
            found = [finding for finding in run_gate(context).findings if finding.rule != PDF_RULE]
            files = {finding.file for finding in found}
            found += [finding for finding in rendering.failures if finding.file not in files]
            left_out = SITE_RULES if rendering.has_stand_ins else set[str]()
            found += self.findings.not_looked_for(found, context.unread, left_out)
            self.findings.places = {str(e): e.id for chapter in context.chapters for e in chapter.exercises}
            swap.publish(staged, site)
        # For the next save, in the time until then
        self.kernels.prepare(context.chapters)
        return sorted(found)
