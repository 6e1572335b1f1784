"""What is used of smalldocs: open pages are told of builds, its failures and warnings end a build."""

from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
import smalldocs.highlight
import smalldocs.markdown
import smalldocs.serve
import smalldocs.site
from smalldocs.config import BuildError

from course.common.errors import CourseError
from course.render.portable.server import Handler
from course.render.portable.smalldocs_api import build_website, keep_highlighted
from serving import serve
from support import LIMIT


def test_open_pages_are_told_of_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    with serve(tmp_path, Handler) as origin:
        address = f"{origin}/__smalldocs__/version"
        assert urlopen(address, timeout=LIMIT).read() == b"3"
        Handler.announce_build()
        assert urlopen(address, timeout=LIMIT).read() == b"4"


def test_warnings_without_those_of_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings = ["a.qmd: broken link b", "x is ignored"]
    monkeypatch.setattr(smalldocs.site, "build", lambda *given, **options: SimpleNamespace(warnings=warnings))
    assert build_website(tmp_path, tmp_path, preview=False) == ["x is ignored"]


def test_code_is_highlighted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    highlight = smalldocs.highlight.highlight
    asked: list[str] = []

    def counted(code: str, language: str) -> str:
        asked.append(f"{language}: {code}")
        return str(highlight(code, language))

    monkeypatch.setattr(smalldocs.highlight, "highlight", counted)
    monkeypatch.setattr(smalldocs.markdown, "highlight", smalldocs.markdown.highlight)
    keep_highlighted(tmp_path / "cache")
    page = "``` python\nx = 1\n```\n\n```\nx = 1\n```\n"
    assert smalldocs.markdown.render(page, {}) == smalldocs.markdown.render(page, {})
    assert asked == ["python: x = 1", ": x = 1"]


def test_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **options: object) -> None:
        raise BuildError("no pages")

    monkeypatch.setattr(smalldocs.site, "build", fail)
    with pytest.raises(CourseError, match="^smalldocs: no pages$"):
        build_website(tmp_path, tmp_path, preview=True)
