"""Quarto's own preview, called and started again."""

from pathlib import Path

import pytest

from course.render.quarto import preview
from course.render.quarto.program import Quarto


def test_quartos_preview_that_ends_itself_waits_for_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: list[list[str]] = []

    class Saved:
        """Sees one save, then Ctrl-C."""

        def __init__(self, root: Path) -> None:
            if len(commands) == 2:
                raise KeyboardInterrupt

        def changes(self) -> list[str]:
            return ["a.qmd"]

    monkeypatch.setattr(preview, "say_what_quarto_cannot", lambda root: None)
    monkeypatch.setattr(preview, "Watcher", Saved)
    monkeypatch.setattr(preview, "load_project", lambda root: None)
    monkeypatch.setattr(preview.subprocess, "call", lambda command, **options: commands.append(command) or 3)
    with pytest.raises(KeyboardInterrupt):
        preview.run_preview(Quarto("quarto", "1.10.19"), tmp_path, 8000, browser=False)
    assert [command[:4] for command in commands] == [["quarto", "preview", "--to", "html"]] * 2
    assert commands[0][-1] == "--no-browser" and "ended with code 3" in capsys.readouterr().err
