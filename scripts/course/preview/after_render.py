"""After Quarto's preview has rendered: complete the pages, and put what was found on them."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from course.common.console import count, error
from course.common.project import load_project
from course.postprocess.site import postprocess_site
from course.preview.banner import mark_pages
from course.preview.findings import Findings, as_finding
from course.preview.hooks import STATE, stamps
from course.source.reader import read_chapters


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
        postprocess_site(project, site, read_chapters(project)[0], optimize=False, copies=False, files=pages)
    except Exception as problem:
        for line in findings.update(findings.with_error(as_finding(problem))):
            error(line)
    mark_pages(site, findings)
    what = state["files"][0] if len(state["files"]) == 1 else "All pages"
    seconds = time.time() - state["start"]
    cells = count(state["executed"], "cell")
    error(f"{what}: on the page after {seconds:.1f} s, {cells} executed, {findings.summary()}")
    # Not waited for, and with none of our pipes: Quarto goes on meanwhile
    nowhere, variables = subprocess.DEVNULL, os.environ | {"PYTHONPATH": str(root / "scripts")}
    command = [sys.executable, "-m", "course.preview.ask_again", str(root), str(site), str(os.getppid())]
    subprocess.Popen(command, env=variables, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    return 0
