"""Quarto runs this after it has rendered (`post-render:` in _quarto.yml): whatever a build does to a rendered site."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Complete the site that Quarto has rendered; returns the exit code."""
    from course.preview.run_hook import run_hook
    from course.preview.worker_place import AFTER

    return run_hook(ROOT, AFTER, complete_site)


def complete_site() -> int:
    """Returns the exit code. Raises CourseError and OSError."""
    from course.cli.check import last_build, say_result
    from course.common.files import remove_tree
    from course.common.project import load_project
    from course.common.render_cache import trim
    from course.export.downloads import downloads
    from course.gate.built_site import Site
    from course.gate.runner import run_gate
    from course.postprocess.markdown_copies import LIST
    from course.postprocess.site import postprocess_site
    from course.publish.swap import make_readable
    from course.render.compress import compressed_pdf
    from course.render.pdf import COURSE
    from course.render.quarto.rendering import course_pdf
    from course.source.reader import read_chapters

    site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
    project = load_project(ROOT)
    if not os.environ.get("QUARTO_PROJECT_RENDER_ALL"):
        # After a single page the others may not be there yet, or as a preview has left them, without copies;
        # pre_render.py has run the gate on what was executed
        copies = (site / LIST).is_file()
        postprocess_site(project, site, read_chapters(project)[0], optimize=False, copies=copies)
        return 0
    context = last_build(project)
    made = downloads(project, context.executed)
    # Quarto leaves the chapters in Typst where they were, and moves their figures into the site
    made[COURSE] = course_pdf(project, context.chapters, project.root / "chapters", site / "chapters")
    for name, data in made.items():
        (site / name).write_bytes(data)
    for chapter in context.chapters:
        (project.root / "chapters" / f"{chapter.stem}.typ").unlink()
        remove_tree(site / "chapters" / f"{chapter.stem}_files" / "figure-typst")
    postprocess_site(project, site, context.chapters)
    for file in sorted(site.glob("chapters/*.pdf")):
        file.write_bytes(compressed_pdf(file.read_bytes(), project.render_cache))
    trim(project.render_cache)
    make_readable(site)
    context.site = Site(site)
    return say_result(context, run_gate(context), "text")


if __name__ == "__main__":
    sys.exit(main())
