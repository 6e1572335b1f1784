"""Where a site comes from: a checkout with and without git, the file and the page's foot."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from course.common.html import serialize_html
from course.common.versions import execution_versions
from course.postprocess.page import Page
from course.postprocess.provenance import NAME, Provenance, add_provenance, read_provenance, write_provenance
from course.render import site_data
from support import LIMIT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder in which a build has written its facts."""
    versions = execution_versions() | {"Quarto": "1.10.0"}
    recorded = {"versions": [{"name": name, "version": number} for name, number in versions.items()]}
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / site_data.NAME).write_text(json.dumps(recorded))
    (tmp_path / ".gitignore").write_text("/.cache/\n")
    return tmp_path


def commit(root: Path) -> None:
    """Make the folder a checkout with one commit of a known day."""
    author = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    day = {"GIT_COMMITTER_DATE": "2026-01-02T12:00:00+0000"}
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "--message=x"]):
        subprocess.run(["git", *command], cwd=root, env=os.environ | day, check=True, timeout=LIMIT)


def test_outside_a_checkout(root: Path) -> None:
    assert read_provenance(root) == Provenance(execution_versions(), {"Quarto": "1.10.0"})


def test_a_commit_and_changes_since(root: Path) -> None:
    commit(root)
    clean = read_provenance(root)
    assert clean.commit and len(clean.commit) == 40
    assert (clean.date, clean.modified) == ("2026-01-02", False)
    (root / ".gitignore").write_text("/.cache/\n/other/\n")
    assert read_provenance(root).modified


def test_a_checkout_around_the_folder_is_not_its_own(root: Path) -> None:
    commit(root)
    (root / "inner/.cache").mkdir(parents=True)
    (root / "inner/.cache" / site_data.NAME).write_bytes((root / ".cache" / site_data.NAME).read_bytes())
    assert read_provenance(root / "inner").commit is None


def test_no_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert read_provenance(root).commit is None


def test_the_file_says_it_all(tmp_path: Path) -> None:
    made = Provenance({"torch": "2.13.0"}, {"Quarto": "1.10.0"}, "f" * 40, "2026-01-02")
    write_provenance(tmp_path, made)
    assert json.loads((tmp_path / NAME).read_text()) == asdict(made)


def test_the_foot(make_page: Callable[..., Page]) -> None:
    page = make_page("<main><p>Words.</p></main>", path="pages/a.html")
    add_provenance(page, Provenance({"torch": "2.13.0"}, {"Quarto": "1.10.0"}, "f" * 40, "2026-01-02", True))
    made = serialize_html(page.tree)
    assert "<footer" in made and "torch 2.13.0, Quarto 1.10.0." in made and ", with changes." in made
    assert '<time datetime="2026-01-02">' in made and 'href="../build.json"' in made
    assert page.is_completed


def test_without_a_commit_the_foot_has_no_date(make_page: Callable[..., Page]) -> None:
    page = make_page("<main></main>")
    add_provenance(page, Provenance({"torch": "2.13.0"}, {}))
    assert "ommit" not in serialize_html(page.tree)
