"""Quarto's own preview, called and ended."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.project import Project
from course.render.quarto import preview
from course.render.quarto.program import Quarto


def test_quartos_preview_that_ends_itself_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(preview.subprocess, "call", lambda command, **options: called.append(command) or 3)
    monkeypatch.setattr(preview.processes, "interrupt", lambda mark: called.append([mark]))
    with pytest.raises(CourseError, match="ended with code 3"):
        preview.run_preview(Quarto("quarto", "1.10.19"), Project(tmp_path, {}, ()), 8000, browser=False)
    assert called[0][:2] == ["quarto", "preview"] and called[0][-1] == "--no-browser"
    assert called[1] == [f"{tmp_path}#preview"]
