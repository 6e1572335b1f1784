"""The workflows: actions pinned by commit, no more permissions than needed, commands that exist."""

import re
from pathlib import Path

import pytest
import yaml

from course.environment import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_pins_permissions_and_commands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    uses = re.findall(r"\buses: (.*)", text)
    assert uses and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", use) for use in uses), uses
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] and set(job.get("permissions", {})) <= {"pages", "id-token"}
    for command in re.findall(r"\bscripts/\w+\.py", text):
        assert (ROOT / command).is_file(), command
