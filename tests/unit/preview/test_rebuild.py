"""A rebuild of the preview: the page stays when a save breaks something."""

from pathlib import Path

import pytest

from course.common.errors import CourseError, Finding
from course.preview.rebuild import Preview, PreviewSite
from course.render.portable.engine import PortableEngine


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters"), "error: no chapters"),
        (OSError(28, "No space left on device"), "error: No space left on device"),
        (Finding("a.qmd", 3, "links", "no such page"), "a.qmd:3: [links] no such page"),
    ],
    ids=["the course's", "the system's", "a finding"],
)
def test_what_is_wrong_is_told_and_the_page_stays(
    tmp_path: Path,
    problem: Exception | Finding,
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def replace(preview: Preview) -> tuple[None, list[Finding]]:
        if isinstance(problem, Finding):
            return None, [problem]
        raise problem

    monkeypatch.setattr(Preview, "replace", replace)
    assert not Preview(tmp_path, PortableEngine()).rebuild()
    said = capsys.readouterr().err.splitlines()
    assert (said[0], said[-1]) == (line, "the preview is unchanged")


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = PreviewSite(tmp_path)
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")
