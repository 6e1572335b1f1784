"""Builds a course and keeps what was rendered before it was made light: `python looks.py COURSE ENGINE KEPT`."""

import shutil
import sys
from pathlib import Path

if __name__ == "__main__":
    course, engine, kept = sys.argv[1:]
    sys.path.insert(0, f"{course}/scripts")
    from course.cli import build

    slim = build.slim

    def keep(site: Path, cache: Path) -> None:
        shutil.copytree(site, kept)
        slim(site, cache)

    build.slim = keep
    sys.exit(build.main(["--engine", engine]))
