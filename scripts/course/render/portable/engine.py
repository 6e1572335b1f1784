"""The portable engine as a build sees it."""

from pathlib import Path

import pypandoc

from course.common.project import Project, preview_site
from course.common.versions import version
from course.render.portable.rendering import PortableRendering
from course.render.portable.setup import portable_setup
from course.render.watch import Rebuild


class PortableEngine:
    """Pandoc, smalldocs and Typst, all packages from PyPI (see `render.engine.Engine`)."""

    @property
    def name(self) -> str:
        """What it is called in messages, with its version."""
        return f"the portable engine (smalldocs {version('smalldocs')})"

    def versions(self) -> dict[str, str]:
        """The versions of the programs that render, by name."""
        return {"Pandoc": str(pypandoc.get_pandoc_version())} | {n: version(n) for n in ("smalldocs", "typst")}

    def setup_cell(self, project: Project) -> str:
        """The source of the cell that runs before an exercise's own."""
        return portable_setup(project)

    def rendering(self, project: Project, jobs: int) -> PortableRendering:
        """Begin the rendering of a build."""
        return PortableRendering(project, jobs)

    def preview(self, root: Path, rebuild: Rebuild, port: int, browser: bool) -> None:
        """Serve the preview's site and rebuild it after each save, until KeyboardInterrupt. Raises OSError."""
        from course.render.portable.server import serve

        serve(root, preview_site(root), rebuild, port, browser)
