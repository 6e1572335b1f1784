"""Quarto's own preview: called, and called again after a save where it has ended."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.render.quarto import preview
from course.render.quarto.program import Quarto


def test_it_starts_again_at_the_next_save(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    loads = iter([CourseError("bad YAML", file="_quarto.yml", line=3), None])

    def load(root: Path) -> None:
        if problem := next(loads):
            raise problem

    def call(command: list[str], **options: object) -> int:
        called.append(command)
        raise KeyboardInterrupt

    monkeypatch.setattr(preview, "load_project", load)
    monkeypatch.setattr(preview, "say_what_quarto_cannot", lambda root: None)
    monkeypatch.setattr(preview.Watcher, "changes", lambda watcher: ["_quarto.yml"])
    monkeypatch.setattr(preview.subprocess, "call", call)
    with pytest.raises(KeyboardInterrupt):
        preview.run_preview(Quarto("quarto", "1.10.19"), tmp_path, 8000, browser=False)
    assert capsys.readouterr().err == "error: _quarto.yml:3: bad YAML\n"
    assert called[0][:2] == ["quarto", "preview"] and called[0][-1] == "--no-browser"
