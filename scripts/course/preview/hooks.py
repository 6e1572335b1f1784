"""What scripts/pre_render.py and scripts/post_render.py do where Quarto's preview, not a render, runs them.

They show what is wrong instead of stopping: a script that fails would have the preview show the old page. The one
exception is a source that was saved meanwhile. Quarto would take its new text for rendered, which after a
failure it does not.

They speak on stderr: of renders that a browser asks for, Quarto does not pass on what its scripts print.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import psutil

from course.common.console import count, error
from course.common.errors import CourseError
from course.common.files import write_whole
from course.common.project import Project, load_project
from course.gate.runner import run_gate
from course.pipeline import prepare
from course.postprocess.site import postprocess_site
from course.preview.banner import mark_pages
from course.preview.findings import Findings, as_finding
from course.render.quarto.engine import running_quarto
from course.render.quarto.preview import HOST, PREVIEWED
from course.render.watch import SECONDS_TO_RETURN, snapshot
from course.source.reader import read_chapters

SECONDS_TO_RENDER = 300
STATE = ".cache/preview/render.json"
# Quarto takes a moment to finish a render after our script: times between looks at whether it has missed a save
SECONDS_TO_FINISH = (2, 4, 8, 16)
SECONDS_BETWEEN_LOOKS = 0.2


def is_preview() -> bool:
    """Whether it is a preview that runs this script: ours, or one that was started by `quarto preview`."""
    if os.environ.get(PREVIEWED):
        return True
    try:
        command = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:
        return False
    return any(Path(program).stem == "quarto" and verb == "preview" for program, verb in pairwise(command))


def inputs() -> list[str]:
    """The names of the files that Quarto renders."""
    return os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").split()


def before_render(root: Path) -> int:
    """Execute what has changed, and say what the gate finds. Returns the exit code."""
    start, sources = time.time(), stamps(root)
    findings = Findings() if os.environ.get("QUARTO_PROJECT_RENDER_ALL") else Findings.load(root)
    cancelled, ended = threading.Event(), threading.Event()
    threading.Thread(target=cancel_when_saved, args=(root, sources, cancelled, ended), daemon=True).start()
    executed = 0
    try:
        project = load_when_complete(root)
        for_quarto = any(name.startswith("chapters/") for name in inputs())
        context = prepare(project, running_quarto(), for_quarto=for_quarto, cancelled=cancelled, previewed=True)
        executed = sum(each.executed for each in context.executed)
        found = run_gate(context).findings
        findings.places = {str(e): e.id for chapter in context.chapters for e in chapter.exercises}
    except Exception as problem:
        if cancelled.is_set():
            error("Saved again: stopped what the earlier save had started")
            return 1
        found = findings.with_error(as_finding(problem))
    finally:
        ended.set()
    for line in findings.update(found):
        error(line)
    findings.save(root)
    write_whole(root / STATE, json.dumps({"start": start, "sources": sources, "executed": executed, "files": inputs()}))
    return 0


def after_render(root: Path) -> int:
    """Complete the pages that Quarto has rendered, and put the findings on them. Returns the exit code."""
    state = json.loads((root / STATE).read_text(encoding="utf-8"))
    if stamps(root) != state["sources"]:
        return 1
    site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
    names = [name for name in os.environ["QUARTO_PROJECT_OUTPUT_FILES"].split("\n") if name.endswith(".html")]
    pages = [root / name for name in names]
    findings = Findings.load(root)
    try:
        project = load_project(root)
        postprocess_site(project, site, read_chapters(project)[0], optimize=False, files=pages)
    except (CourseError, OSError) as problem:
        for line in findings.update(findings.with_error(as_finding(problem))):
            error(line)
    mark_pages(site, findings, pages)
    what = state["files"][0] if len(state["files"]) == 1 else "All pages"
    seconds = time.time() - state["start"]
    cells = count(state["executed"], "cell")
    error(f"{what}: on the page after {seconds:.1f} s, {cells} executed, {findings.summary()}")
    # Not waited for, and with none of our pipes: Quarto goes on meanwhile
    nowhere, variables = subprocess.DEVNULL, os.environ | {"PYTHONPATH": str(root / "scripts")}
    code = "from course.preview import hooks; hooks.ask_again()"
    command = [sys.executable, "-c", code, str(root), str(site), str(os.getppid())]
    subprocess.Popen(command, env=variables, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    return 0


def ask_again() -> None:
    """Have Quarto render what was saved between the end of `after_render` and its own, which it takes for rendered.

    Asked for a page, it renders it anew where the page or its source are not as it knows them; so the page is changed.
    """
    root, site, server = Path(sys.argv[1]), Path(sys.argv[2]), psutil.Process(int(sys.argv[3]))
    before = (root / STATE).read_text(encoding="utf-8")
    known = json.loads(before)["sources"]
    for seconds in SECONDS_TO_FINISH:
        time.sleep(seconds)
        if (root / STATE).read_text(encoding="utf-8") != before:
            return
        changed = [Path(name).with_suffix(".html") for name, stamp in stamps(root).items() if known.get(name) != stamp]
        ports = [each.laddr.port for each in server.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
        for page in changed:
            if (site / page).is_file():
                with (site / page).open("a", encoding="utf-8") as file:
                    file.write("\n")
            for port in ports:
                with suppress(OSError):
                    address = f"http://{HOST}:{port}/{page.as_posix()}"
                    urllib.request.urlopen(address, timeout=SECONDS_TO_RENDER).close()


def stamps(root: Path) -> dict[str, int]:
    """The sources with their modification times (ns), by their names."""
    return {path.relative_to(root).as_posix(): stamp for path, stamp in snapshot(root).items() if path.suffix == ".qmd"}


def cancel_when_saved(root: Path, sources: dict[str, int], cancelled: threading.Event, ended: threading.Event) -> None:
    """Stop an execution whose sources have been saved meanwhile."""
    while not ended.wait(SECONDS_BETWEEN_LOOKS):
        if stamps(root) != sources:
            cancelled.set()
            return


def load_when_complete(root: Path) -> Project:
    """Read the settings; where that fails, again a moment later: a file may be being replaced. Raises CourseError."""
    try:
        return load_project(root)
    except CourseError:
        time.sleep(SECONDS_TO_RETURN)
        return load_project(root)
