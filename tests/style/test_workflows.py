"""The workflows: actions pinned by commit, no needless permissions, commands that exist and do what they say."""

import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from course.bootstrap import ROOT
from course.common import addresses
from course.export import archive
from support import LIMIT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# What a job may do beyond reading: publish on Pages; push a branch, as Colab opens notebooks from nowhere else
PERMISSIONS = {"deploy": {"pages", "id-token"}, "notebooks": {"contents"}}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_pins_permissions_and_commands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    uses = re.findall(r"\buses: (.*)", text)
    assert uses and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", use) for use in uses), uses
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] and set(job.get("permissions", {})) <= PERMISSIONS.get(name, set())
        if "permissions" in job:
            assert job["if"].startswith("${{ github.ref == 'refs/heads/main'"), "pull requests only read"
    for command in re.findall(r"\bscripts/\w+\.py", text):
        assert (ROOT / command).is_file(), command


def test_all_tests_run_once_a_week() -> None:
    weekly = yaml.safe_load((ROOT / ".github/workflows/latest.yml").read_text(encoding="utf-8"))
    # PyYAML reads the key `on` as true
    assert weekly[True]["schedule"]
    assert any("scripts/test.py --all" in step.get("run", "") for step in weekly["jobs"]["tests"]["steps"])


def run_step(job: str, start: str, folder: Path, **environment: str) -> None:
    """Run the script of the step whose name starts so, as a runner does, for the repository someone/course."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8"))
    script = next(s["run"] for s in workflow["jobs"][job]["steps"] if s.get("name", "").startswith(start))
    known = {"GITHUB_REPOSITORY": "someone/course", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_SHA": "f" * 40}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    environment = os.environ | known | environment
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=LIMIT)


@pytest.mark.parametrize("repository, wanted", [("someone/course", "true"), ("other/course", "false")])
def test_notebooks_are_pushed_where_pages_lead(tmp_path: Path, repository: str, wanted: str) -> None:
    (tmp_path / "_site").mkdir()
    link = f'<a href="https://colab.research.google.com/github/{repository}/blob/x/01-a-practice.ipynb">'
    (tmp_path / "_site/index.html").write_text(link)
    run_step("build", "See whether", tmp_path, GITHUB_OUTPUT=str(tmp_path / "output"))
    assert (tmp_path / "output").read_text() == f"wanted={wanted}\n"


def test_the_branch_holds_the_newest_notebooks(tmp_path: Path) -> None:
    remote = tmp_path / "someone/course"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True, timeout=LIMIT)
    # The runner's push goes to a folder in place of GitHub
    redirect = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.file://{tmp_path}/.insteadOf"}
    redirect["GIT_CONFIG_VALUE_0"] = "https://x-access-token:secret@github.com/"
    for name in ("old.ipynb", "new.ipynb"):
        folder = tmp_path / name
        folder.mkdir()
        with zipfile.ZipFile(folder / archive.NAME, "w") as made:
            made.writestr(f"{archive.FOLDER}/{name}", "{}")
        run_step("notebooks", "Push", folder, TOKEN="secret", **redirect)
    show = ["git", "-C", str(remote), "ls-tree", "--name-only", addresses.BRANCH]
    shown = subprocess.run(show, capture_output=True, text=True, check=True, timeout=LIMIT)
    assert shown.stdout == "new.ipynb\n"
