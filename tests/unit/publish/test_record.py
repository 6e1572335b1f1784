"""When a build may leave the published site as it is: same sources, same versions, an untouched target."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.project import load_project
from course.execute import environment
from course.publish import record
from support import small_course

CHANGES: dict[str, Callable[[Path], object]] = {
    "prose": lambda root: append(root / "chapters/01-small.qmd"),
    "settings": lambda root: append(root / "_quarto.yml"),
    "figure style": lambda root: append(root / "assets/matplotlibrc"),
    "data": lambda root: append(root / "assets/data/solar.csv"),
    "style sheet": lambda root: append(root / "assets/styles/site.css"),
    "filter": lambda root: append(root / "_extensions/course/html.lua"),
    "script": lambda root: append(root / "scripts/course/pipeline.py"),
    "a new page": lambda root: (root / "new.qmd").write_text("New."),
}


def append(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_course(tmp_path_factory.mktemp("unchanged") / "course")


@pytest.mark.parametrize("change", CHANGES)
def test_every_source_counts(root: Path, change: str) -> None:
    project = load_project(root)
    before = record.source_digest(project, {"Quarto": "1.10"})
    assert record.source_digest(project, {"Quarto": "1.10"}) == before
    CHANGES[change](root)
    assert record.source_digest(project, {"Quarto": "1.10"}) != before


def test_versions_count(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = load_project(root)
    before = record.source_digest(project, {"Quarto": "1.10"})
    assert record.source_digest(project, {"Quarto": "1.11"}) != before
    monkeypatch.setattr(environment, "packages", lambda: "torch-3.0.0.dist-info")
    assert record.source_digest(project, {"Quarto": "1.10"}) != before


def test_the_target_must_be_as_it_was_left(root: Path) -> None:
    project, target = load_project(root), root / "_site"
    target.mkdir()
    (target / "index.html").write_text("made")
    assert not record.is_current(project, target, "key")
    record.write_record(project, target, "key")
    assert record.is_current(project, target, "key")
    assert not record.is_current(project, target, "another")
    assert not record.is_current(project, root / "elsewhere", "key")
    (target / "index.html").write_text("edited")
    assert not record.is_current(project, target, "key")
    (project.cache / record.RECORD).write_text("{half")
    assert not record.is_current(project, target, "key")
