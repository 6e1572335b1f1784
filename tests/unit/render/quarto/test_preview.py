"""Quarto's own preview, called, and called again after a save where it ended by itself."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.render.quarto import preview
from course.render.quarto.program import Quarto


class Saves:
    """A watcher that sees two saves; then the user stops the preview."""

    left = 2

    def __init__(self, root: Path) -> None:
        pass

    def changes(self) -> list[str]:
        if not Saves.left:
            raise KeyboardInterrupt
        Saves.left -= 1
        return ["index.qmd"]


def test_quartos_preview_that_ends_itself_starts_again_at_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[list[str]] = []
    answers: list[object] = [None, CourseError("no settings"), None]

    def load_project(root: Path) -> None:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer

    monkeypatch.setattr(Saves, "left", 2)
    monkeypatch.setattr(preview, "Watcher", Saves)
    monkeypatch.setattr(preview, "say_what_quarto_cannot", lambda root: None)
    monkeypatch.setattr(preview, "load_project", load_project)
    monkeypatch.setattr(preview.subprocess, "call", lambda command, **options: called.append(command) or 3)
    with pytest.raises(KeyboardInterrupt):
        preview.run_preview(Quarto("quarto", "1.10.19"), tmp_path, 8000, browser=False)
    assert len(called) == 2 and called[0][:2] == ["quarto", "preview"] and called[0][-1] == "--no-browser"
    again = "quarto preview ended with code 3; it starts again at the next save"
    assert capsys.readouterr().err.splitlines() == [again, "error: no settings", again]
