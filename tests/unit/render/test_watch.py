"""What counts as a save."""

from pathlib import Path

import pytest

from course.render import watch
from course.render.watch import Watcher, snapshot
from support import LIMIT


def test_a_new_source_is_seen_and_editors_files_are_not(tmp_path: Path) -> None:
    for name in ("_quarto.yml", "_environment", "index.qmd"):
        (tmp_path / name).touch()
    watcher = Watcher(tmp_path)
    for name in ("4913", "index.qmd~", ".index.qmd.swp", "#index.qmd#", ".~lock.index.qmd#"):
        (tmp_path / name).touch()
    assert watcher.changes() == []
    (tmp_path / "new.qmd").touch()
    assert watcher.changes() == ["new.qmd"]


def test_a_file_that_is_just_being_replaced_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").touch()
    assert snapshot(tmp_path).keys() == {tmp_path / "_quarto.yml"}


def test_a_file_that_an_editor_takes_away_for_a_moment_is_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_quarto.yml", "index.qmd"):
        (tmp_path / name).touch()
    watcher = Watcher(tmp_path)
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 1:
            (tmp_path / "index.qmd").unlink()
        if len(looks) == 3:
            (tmp_path / "index.qmd").write_text("new")

    monkeypatch.setattr(watch, "SECONDS_TO_RETURN", LIMIT)
    monkeypatch.setattr(watch.time, "sleep", sleep)
    assert watcher.changes() == ["index.qmd"] and len(looks) == 3
    assert watcher.seen.keys() == {tmp_path / "_quarto.yml", tmp_path / "index.qmd"}
