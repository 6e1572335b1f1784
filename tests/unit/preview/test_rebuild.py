"""A rebuild of the preview reports whatever is wrong, and the preview goes on."""

from pathlib import Path
from threading import Event

import pytest

from course.common.errors import CourseError, Finding
from course.preview.findings import Findings
from course.preview.rebuild import Preview, PreviewSite
from course.render.portable.engine import PortableEngine


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters", file="chapters"), "chapters:1: [unread] no chapters"),
        (OSError(28, "No space left on device", "x"), "_quarto.yml:1: [system] x: No space left on device"),
        (KeyError("format"), "_quarto.yml:1: [unexpected] KeyError: 'format'"),
    ],
    ids=["the course's", "the system's", "ours"],
)
def test_whatever_is_raised_is_a_finding(
    tmp_path: Path, problem: Exception, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(*arguments: object) -> list[Finding]:
        raise problem

    monkeypatch.setattr(Preview, "replace", replace)
    assert Preview(tmp_path, PortableEngine()).rebuild(["a.qmd"], Event())
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("a.qmd: on the page after") and said[0].endswith("0 cells executed, 1 finding")
    assert said[1].startswith(f"  {line}")
    assert "preview-findings" in (tmp_path / ".cache/preview/portable/index.html").read_text()


def test_what_was_said_is_not_repeated(tmp_path: Path) -> None:
    findings = Findings()
    first, second = Finding("a.qmd", 3, "links", "no such page"), Finding("a.qmd", 5, "links", "no such image")
    assert findings.update([first]) == ["a.qmd:3: [links] no such page"]
    findings.save(tmp_path)
    again = Findings.load(tmp_path)
    # It has moved down by a line
    assert again.update([Finding("a.qmd", 4, "links", "no such page"), second]) == ["a.qmd:5: [links] no such image"]
    assert again.update([]) == ["fixed: a.qmd:4: [links] no such page", "fixed: a.qmd:5: [links] no such image"]


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = PreviewSite(tmp_path)
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")
