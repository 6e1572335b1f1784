"""A rebuild of the preview: whatever is wrong is said, and shown on the page."""

from pathlib import Path
from threading import Event

import pytest

from course.common.errors import CourseError, Finding
from course.common.project import preview_site
from course.preview.rebuild import Preview, PreviewSite
from course.preview.rendering import stand_in
from course.render.portable.engine import PortableEngine


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters"), "no chapters"),
        (OSError(28, "No space left on device"), "[system] No space left on device"),
        (KeyError("x"), "[unexpected] KeyError: 'x' (test_rebuild.py:"),
        (Finding("a.qmd", 3, "links", "no such page"), "a.qmd:3: [links] no such page"),
    ],
    ids=["the course's", "the system's", "ours", "a finding"],
)
def test_what_is_wrong_is_said_and_shown(
    tmp_path: Path,
    problem: Exception | Finding,
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def replace(*given: object) -> list[Finding]:
        if isinstance(problem, Finding):
            return [problem]
        raise problem

    monkeypatch.setattr(Preview, "replace", replace)
    preview = Preview(tmp_path, PortableEngine())
    assert preview.rebuild(["a.qmd"], Event())
    said = capsys.readouterr().out
    assert said.startswith("a.qmd: on the page after ") and "0 cells executed, 1 finding\n" in said and line in said
    assert "preview-findings" in (preview_site(tmp_path) / "index.html").read_text(encoding="utf-8") or isinstance(
        problem, Finding
    )
    monkeypatch.setattr(Preview, "replace", lambda *given: [])
    assert preview.rebuild([], Event())
    said = capsys.readouterr().out
    assert said.startswith("All pages: ") and "no findings\n" in said and "  fixed: " in said


def test_what_is_cancelled_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(preview: Preview, executed: object, cancelled: Event) -> list[Finding]:
        cancelled.set()
        raise CourseError("the execution was cancelled")

    monkeypatch.setattr(Preview, "replace", replace)
    assert not Preview(tmp_path, PortableEngine()).rebuild(["a.qmd"], Event())
    assert capsys.readouterr().out == ""


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = PreviewSite(tmp_path, set())
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")


@pytest.mark.parametrize(
    "text, title", [(b"---\ntitle: 'A: b'\n---\n", "A: b"), (b"\xff", "01-a"), (b"---\ntitle: [A\n---\n", "[A")]
)
def test_a_page_that_stands_in_for_another_has_its_title(tmp_path: Path, text: bytes, title: str) -> None:
    file = tmp_path / "01-a.qmd"
    file.write_bytes(text)
    assert stand_in(file).startswith(f"---\ntitle: '{title}'\n---\n")
