"""How the scripts begin that Quarto runs before and after it renders: outside of the environment, with advice."""

import sys
from collections.abc import Callable

from course.bootstrap import restart_undisturbed


def run_hook(in_render: Callable[[], int], in_preview: Callable[[], int]) -> int:
    """Run what a render, or a preview, of Quarto's asks for, undisturbed by the shell. Returns the exit code."""
    restart_undisturbed()
    try:
        # Quarto runs its scripts with whatever Python it finds
        from course.common.console import run_command
        from course.preview.ask_worker import is_preview
    except ModuleNotFoundError as missing:
        advice = "run scripts/build.py once, then activate .venv"
        sys.exit(f"error: {missing.name} is not installed in {sys.executable}; {advice}")
    return run_command(in_preview if is_preview() else in_render)
