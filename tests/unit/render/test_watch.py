"""What counts as a save."""

from pathlib import Path

from course.render.watch import Watcher, snapshot


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
