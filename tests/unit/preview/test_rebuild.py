"""A rebuild of the preview: it outlives whatever is saved, and says what is wrong once."""

from pathlib import Path
from threading import Event

import pytest

from course.common.errors import CourseError
from course.preview.rebuild import Preview, PreviewSite
from course.render.portable.engine import PortableEngine


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters", file="_quarto.yml", line=3), "_quarto.yml:3: "),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("a fault of ours"), "a fault of ours"),
    ],
    ids=["the course's", "the system's", "ours"],
)
def test_what_is_wrong_is_said_once(
    tmp_path: Path,
    problem: Exception,
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*given: object) -> None:
        raise problem

    monkeypatch.setattr(Preview, "replace", fail)
    preview = Preview(tmp_path, PortableEngine())
    assert preview.rebuild(["a.qmd"], Event())
    first = capsys.readouterr().out
    assert first.startswith("a.qmd: on the page after ") and line in first
    assert preview.rebuild(["a.qmd"], Event())
    assert line not in "\n".join(capsys.readouterr().out.splitlines()[1:])


def test_a_cancelled_rebuild_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled = Event()

    def cancel(*given: object) -> None:
        cancelled.set()
        raise CourseError("cancelled")

    monkeypatch.setattr(Preview, "replace", cancel)
    assert not Preview(tmp_path, PortableEngine()).rebuild(["a.qmd"], cancelled)
    assert capsys.readouterr().out == ""


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = PreviewSite(tmp_path, set())
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")
