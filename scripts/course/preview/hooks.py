"""What scripts/pre_render.py and scripts/post_render.py do where Quarto's preview, not a render, runs them.

They show what is wrong instead of stopping: a script that fails would have the preview show the old page. The one
exception is a source that was saved meanwhile. Quarto would take its new text for rendered, which after a
failure it does not.

They speak on stderr: of renders that a browser asks for, Quarto does not pass on what its scripts print.

Each has a module of its own, as a preview waits for what they import.
"""

import os
from itertools import pairwise
from pathlib import Path

import psutil

from course.render.quarto.preview import PREVIEWED
from course.render.watch import snapshot

# What the script before a render tells the one after it
STATE = ".cache/preview/render.json"


def is_preview() -> bool:
    """Whether it is a preview that runs this script: ours, or one that was started by `quarto preview`."""
    if os.environ.get(PREVIEWED):
        return True
    try:
        command = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:
        return False
    return any(Path(program).stem == "quarto" and verb == "preview" for program, verb in pairwise(command))


def stamps(root: Path) -> dict[str, int]:
    """The sources with their modification times (ns), by their names."""
    return {path.relative_to(root).as_posix(): stamp for path, stamp in snapshot(root).items() if path.suffix == ".qmd"}
