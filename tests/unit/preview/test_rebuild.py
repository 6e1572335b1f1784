"""A rebuild of the preview reports whatever is wrong, and the preview goes on."""

from pathlib import Path
from threading import Event

import pytest

from course.common.errors import CourseError, Finding
from course.common.project import load_project
from course.gate.context import Context
from course.gate.rules.site import SITE_RULES
from course.preview.banner import mark_pages
from course.preview.findings import Findings
from course.preview.rebuild import Preview, PreviewSite
from course.render.portable.engine import PortableEngine
from course.source.reader import read_chapters
from support import as_executed


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


def test_what_was_said_is_not_repeated() -> None:
    findings = Findings()
    first, second = Finding("a.qmd", 3, "links", "no such page"), Finding("a.qmd", 5, "links", "no such image")
    assert findings.update([first]) == ["a.qmd:3: [links] no such page"]
    # It has moved down by a line
    assert findings.update([Finding("a.qmd", 4, "links", "no such page"), second]) == ["a.qmd:5: [links] no such image"]
    assert findings.update([]) == ["fixed: a.qmd:4: [links] no such page", "fixed: a.qmd:5: [links] no such image"]


def test_what_was_not_looked_for_is_not_fixed() -> None:
    failed, other = Finding("a.qmd", 9, "cell-error", "no such name"), Finding("b.qmd", 3, "broken-link", "nowhere")
    open_div = Finding("a.qmd", 5, "open-div", "a div")
    findings = Findings()
    findings.update([failed, other])
    # The chapter cannot be parsed now, so its page is half of what it is to be, and links are left out
    found = [open_div, *findings.not_looked_for([open_div], {"a.qmd"}, SITE_RULES)]
    assert findings.update(found) == ["a.qmd:5: [open-div] a div"]
    found = [failed, *findings.not_looked_for([failed], set())]
    assert findings.update(found) == ["fixed: a.qmd:5: [open-div] a div", "fixed: b.qmd:3: [broken-link] nowhere"]


def test_chapters_that_were_not_executed_are_unread(small: Path) -> None:
    project = load_project(small)
    chapters, unreadable = read_chapters(project)
    context = Context(project, chapters, unreadable)
    assert context.unread == {"chapters/01-small.qmd"}
    context.executed = [as_executed(chapter) for chapter in chapters]
    assert context.unread == set()


def test_pages_that_cannot_be_marked_end_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(self: Preview, *arguments: object) -> list[Finding]:
        page = self.root / ".cache/preview/portable/index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(b"\xe4")
        return [Finding("a.qmd", 3, "links", "no such page")]

    monkeypatch.setattr(Preview, "replace", replace)
    assert Preview(tmp_path, PortableEngine()).rebuild(["a.qmd"], Event())
    said = capsys.readouterr().out
    assert "a.qmd:3: [links] no such page" in said and "the pages cannot show what was found" in said


def test_what_has_no_page_is_on_all_of_them(tmp_path: Path) -> None:
    for name in ("index", "a"):
        (tmp_path / f"{name}.html").write_text("<main>\n</main>", encoding="utf-8")
    own, none = Finding("a.qmd", 3, "links", "no page"), Finding("chapters/saving.qmd", 1, "chapter-name", "no chapter")
    mark_pages(tmp_path, Findings([own, none]))
    home, page = ((tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "a"))
    assert "saving.qmd:1" in home and "a.qmd:3" not in home
    assert "saving.qmd:1" in page and "a.qmd:3" in page


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = PreviewSite(tmp_path)
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")
