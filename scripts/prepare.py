"""What Quarto runs before it renders: execute the chapters side by side, and gate them (see _quarto.yml)."""

import os
import sys
from pathlib import Path


def main() -> int:
    try:
        from course.console import told
    except ModuleNotFoundError as missing:
        advice = "run scripts/build.py once, then activate .venv"
        sys.exit(f"error: {missing.name} is not installed in {sys.executable}; {advice}")
    return told(prepare_chapters)


def prepare_chapters() -> int:
    """Returns the exit code. Raises CourseError and OSError."""
    from course import config, gate, prepare, quarto
    from course.console import error

    project = config.load(Path(__file__).resolve().parents[1])
    files = set(os.environ.get("QUARTO_PROJECT_INPUT_FILES", "").split("\n")) - {""}
    share = quarto.share()
    engine = {"Quarto": (share / "version").read_text(encoding="utf-8").strip()}
    context = prepare.prepare(project, quarto.setup_cell(share, project), engine, only=files or None, shared=True)
    result = gate.run(context)
    if result.findings:
        error(gate.report(result.findings))
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main())
