"""Builds a course and keeps what was rendered before it was optimized: `python looks.py COURSE ENGINE KEPT`."""

import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    course, engine, kept = sys.argv[1:]
    sys.path.insert(0, f"{course}/scripts")
    from course import pipeline
    from course.cli import build
    from course.common.project import Project
    from course.source.chapters import Chapter

    postprocess_site = pipeline.postprocess_site

    def keep(project: Project, site: Path, chapters: list[Chapter]) -> None:
        shutil.copytree(site, kept)
        postprocess_site(project, Path(kept), chapters, optimize=False)
        postprocess_site(project, site, chapters)

    pipeline.postprocess_site = keep
    sys.exit(build.main(["--engine", engine]))
