"""Preparing chapters: what is begun with beside the kernels is whole when the checkout's lock is let go."""

from pathlib import Path

import pypandoc
import pytest

from course.common.project import load_project
from course.pipeline import prepare
from course.render.portable.engine import PortableEngine
from support import posix, small_course

PROSE = "---\ntitle: A small chapter\n---\n\n## First {#first}\n\nWords.\n"


@posix
def test_a_slow_reading_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_course(tmp_path / "course")
    (file,) = root.glob("chapters/*.qmd")
    file.write_text(PROSE, encoding="utf-8")
    slow = tmp_path / "pandoc"
    slow.write_text(f'#!/bin/sh\nsleep 1\nexec "{pypandoc.get_pandoc_path()}" "$@"\n', encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: str(slow))
    context = prepare(load_project(root), PortableEngine())
    assert [element.feature for element in context.elements(context.chapters[0])] == ["Header"]
