"""What counts as a save."""

import threading
from pathlib import Path

from course.render.watch import Watcher, snapshot


def checkout(root: Path) -> Path:
    for name in ("_quarto.yml", "_environment", "index.qmd"):
        (root / name).touch()
    return root


def test_files_that_change_come_and_go(tmp_path: Path) -> None:
    watcher = Watcher(checkout(tmp_path))
    assert watcher.changes() == []
    (tmp_path / "new.qmd").touch()
    (tmp_path / "notes.txt").touch()
    assert watcher.changes() == ["new.qmd"]
    (tmp_path / "new.qmd").unlink()
    assert watcher.changes() == ["new.qmd"] and watcher.changes() == []


def test_an_editor_that_takes_a_file_away_for_a_moment_makes_one_save(tmp_path: Path) -> None:
    watcher = Watcher(checkout(tmp_path))
    file = tmp_path / "index.qmd"
    file.unlink()
    threading.Timer(0.3, lambda: file.write_text("New.")).start()
    assert watcher.changes() == ["index.qmd"] and file.exists() and watcher.changes() == []


def test_a_file_that_is_just_being_replaced_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").touch()
    assert snapshot(tmp_path).keys() == {tmp_path / "_quarto.yml"}
