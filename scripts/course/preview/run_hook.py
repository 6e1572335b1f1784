"""How the scripts begin that Quarto runs before and after it renders: outside of the environment, with advice."""

import sys
from collections.abc import Callable
from pathlib import Path

from course.bootstrap import restart_undisturbed


def run_hook(root: Path, step: str, in_render: Callable[[], int]) -> int:
    """Run what Quarto asks for, undisturbed by the shell.

    Args:
        root: The checkout.
        step: What a preview's worker does for the script, as `worker_place` names it.
        in_render: What a render has it do.

    Returns:
        The exit code.
    """
    restart_undisturbed()
    try:
        # Quarto runs its scripts with whatever Python it finds
        from course.common.console import run_command
        from course.preview.ask_worker import ask_worker, previewing_quarto
    except ModuleNotFoundError as missing:
        advice = "run scripts/build.py once, then activate .venv"
        sys.exit(f"error: {missing.name} is not installed in {sys.executable}; {advice}")
    preview = previewing_quarto()
    return run_command(lambda: ask_worker(root, preview, step) if preview else in_render())
