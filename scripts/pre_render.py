"""Quarto runs this before it renders (`pre-render:` in _quarto.yml): execute the chapters, and run the gate on them."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Prepare the chapters that Quarto is going to render; returns the exit code."""
    from course.preview.run_hook import run_hook
    from course.preview.worker_place import BEFORE

    return run_hook(ROOT, BEFORE, prepare_chapters)


def prepare_chapters() -> int:
    """Returns the exit code. Raises CourseError and OSError."""
    from course.common.console import error
    from course.common.project import load_project
    from course.gate.report import format_findings
    from course.gate.rules.language import html_on_paper
    from course.gate.runner import run_gate
    from course.pipeline import prepare
    from course.render.quarto.engine import running_quarto

    project = load_project(ROOT)
    files = set(os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").split("\n")) - {""}
    context = prepare(project, running_quarto(), only=files or None, for_quarto=True)
    findings = sorted([*run_gate(context).findings, *html_on_paper(context)])
    if findings:
        error(format_findings(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
