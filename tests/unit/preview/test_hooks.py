"""Quarto's hooks outside of the environment: plain `quarto preview` runs them with whatever Python it finds."""

import subprocess
import sys

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
