"""The script and the style sheet of the pages, made once of the packages in page/package-lock.json."""

import hashlib
import shutil
from pathlib import Path

from course.bootstrap import ROOT, VENV
from course.common import npm
from course.common.project import Project

SOURCE = Path(__file__).with_name("page")
# What of the site's own scripts is used
SHARED = ROOT / "assets/scripts"
NODE = VENV / "practice"
OPTIONS = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=error", f"--alias:site={SHARED}"]


def bundle(project: Project) -> Path:
    """The folder of page.js and page.css; needs the network the first time only. Raises CourseError and OSError."""
    files = [*sorted(SOURCE.iterdir()), *sorted(SHARED.glob("*.js"))]
    made = project.cache / "practice/page" / hashlib.sha256(b"".join(map(Path.read_bytes, files))).hexdigest()[:16]
    if not made.is_dir():
        npm.install(SOURCE, NODE)
        shutil.rmtree(made.parent, ignore_errors=True)
        # Renamed when it is complete
        unfinished = made.with_name("unfinished")
        parts = [NODE / "node_modules/esbuild/bin/esbuild", f"page={SOURCE}/main.js", f"page={SOURCE}/page.css"]
        command = list(map(str, [*parts, *OPTIONS, f"--outdir={unfinished}"]))
        npm.run("node", command, env={"NODE_PATH": str(NODE / "node_modules")})
        unfinished.rename(made)
    return made
