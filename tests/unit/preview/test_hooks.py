"""Quarto's hooks outside of the environment: plain `quarto preview` runs them with whatever Python it finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from support import LIMIT


@pytest.mark.parametrize("script", ["pre_render.py", "post_render.py"])
def test_without_packages_a_hook_says_what_to_do(script: str) -> None:
    # -S: no packages
    command = [sys.executable, "-S", str(ROOT / "scripts" / script)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert result.returncode == 1
    assert " is not installed in " in result.stderr and "activate .venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_a_shell_names_is_no_part_of_a_hook(tmp_path: Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    for name in ("yaml", "psutil"):
        (modules / f"{name}.py").write_text("raise RuntimeError('not the one that is pinned')\n", encoding="utf-8")
    hook = tmp_path / "hook.py"
    hook.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'scripts')!r})\n"
        "from course.preview.run_hook import run_hook\n"
        "def run():\n    import yaml\n    return 7\n"
        "sys.exit(run_hook(None, '', run))\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(modules)}
    result = subprocess.run([sys.executable, hook], capture_output=True, text=True, timeout=LIMIT, env=environment)
    assert (result.returncode, result.stderr) == (7, "")
