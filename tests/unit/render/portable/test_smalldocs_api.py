"""What is used of smalldocs: open pages are told of builds, its failures and warnings end a build."""

from pathlib import Path, PurePosixPath
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
from course.render.portable.smalldocs_api import build_website, keep_highlighted, keep_rendered
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


def build_links(folder: Path, *others: str) -> tuple[str, smalldocs.site.Site]:
    """Build a site whose first page has two links. others: its other files. Returns that page, and the site."""
    folder.mkdir(exist_ok=True)
    (folder / "_quarto.yml").write_text("project: {type: website, output-dir: out}\nwebsite: {title: T}\n")
    (folder / "index.qmd").write_text("# First\n\nTo [a page](a.qmd), and a [file](b.csv). $x^2$\n")
    for name in others:
        (folder / name).write_text("Other\n")
    built = smalldocs.site.build(folder, quiet=True)
    return (folder / "out/index.html").read_text(encoding="utf-8"), built


def test_pages_are_rendered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, fresh = build_links(tmp_path / "fresh", "a.qmd", "b.csv")
    rendered: list[str] = []
    render = smalldocs.markdown.render

    def counted(text: str, env: dict[str, object], extensions: str = "") -> str:
        rendered.append(text)
        return str(render(text, env, extensions))

    monkeypatch.setattr(smalldocs.markdown, "render", counted)
    monkeypatch.setattr(smalldocs.site, "render", smalldocs.site.render)
    keep_rendered(tmp_path / "cache")
    for _ in range(2):
        made, built = build_links(tmp_path / "kept", "a.qmd", "b.csv")
        assert made == expected and built.warnings == fresh.warnings == []
        assert (tmp_path / "kept/out/b.csv").is_file(), "what a page links is copied each time"
        assert built.pages[PurePosixPath("index.qmd")].env.keys() == fresh.pages[PurePosixPath("index.qmd")].env.keys()
    assert len(rendered) == 2, "each page once"


def test_a_page_that_is_kept_follows_its_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smalldocs.site, "render", smalldocs.site.render)
    keep_rendered(tmp_path / "cache")
    before, built = build_links(tmp_path / "site", "b.csv")
    assert 'href="a.html"' in before and any("broken link a.qmd" in warning for warning in built.warnings)
    monkeypatch.setattr(smalldocs.site.Site, "resolve", lambda site, href, *rest, **options: f"elsewhere/{href}")
    after, _ = build_links(tmp_path / "site", "b.csv")
    assert 'href="elsewhere/a.qmd"' in after and 'href="elsewhere/b.csv"' in after


def test_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **options: object) -> None:
        raise BuildError("no pages")

    monkeypatch.setattr(smalldocs.site, "build", fail)
    with pytest.raises(CourseError, match="^smalldocs: no pages$"):
        build_website(tmp_path, tmp_path, preview=True)
