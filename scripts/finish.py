"""What Quarto runs after it has rendered: the course's PDF, the notebooks, the last touches and the gate of a build."""

import os
import sys
from pathlib import Path


def main() -> int:
    from course.console import told

    return told(finish_site)


def finish_site() -> int:
    """Returns the exit code. Raises CourseError and OSError."""
    from course import check, config, downloads, gate, portable, quarto
    from course.finish import finish
    from course.memo import trim
    from course.pages import Site
    from course.slim import slim, slimmed

    site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
    # A preview's first render is one of all pages, but without PDFs
    everything = os.environ.get("QUARTO_PROJECT_RENDER_ALL") and not os.environ.get(quarto.PREVIEWED)
    project = config.load(Path(__file__).resolve().parents[1])
    context = check.last_build(project)
    if everything:
        (site / portable.COURSE).write_bytes(portable.course_alone(project, context.executed, "finishing"))
        downloads.write(project, context.executed, site)
    finish(project, site, context.chapters)
    # A preview renders single pages and wants speed
    if everything:
        slim(site, project.rendered)
        for file in sorted(site.glob("chapters/*.pdf")):
            file.write_bytes(slimmed(file.read_bytes(), project.rendered))
        trim(project.rendered)
    # After a single page, or the first of a preview, the others may not be there yet
    context.site = Site(site) if everything else None
    return check.tell(context, gate.run(context), "text")


if __name__ == "__main__":
    sys.exit(main())
