"""What a preview counts as a change."""

import threading
from pathlib import Path

from course.render.watch import Watcher, snapshot


def test_changes(tmp_path: Path) -> None:
    for name in ("_quarto.yml", "_environment", "index.qmd"):
        (tmp_path / name).touch()
    watcher = Watcher(tmp_path)
    assert watcher.changes() == []
    (tmp_path / "new.qmd").touch()
    (tmp_path / "new.qmd~").touch()
    assert watcher.changes() == ["new.qmd"]


def test_a_file_that_is_just_being_replaced_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").touch()
    assert snapshot(tmp_path).keys() == {tmp_path / "_quarto.yml"}


def test_a_file_that_comes_back_soon_has_not_gone(tmp_path: Path) -> None:
    page = tmp_path / "index.qmd"
    page.touch()
    watcher = Watcher(tmp_path)
    page.rename(tmp_path / "aside")
    threading.Timer(0.3, lambda: (tmp_path / "aside").rename(page)).start()
    assert watcher.changes() == []
