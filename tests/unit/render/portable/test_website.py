"""What smalldocs is given to build: staged pages, and settings without what it cannot do."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import smalldocs.site

from course.bootstrap import ROOT
from course.common.project import Project, load_project
from course.render.portable import website
from course.render.portable.website import website_settings


def test_sources_of_pdfs_that_go_away_meanwhile_are_not_staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = tmp_path / "rendering/chapters"
    figures.mkdir(parents=True)
    (figures / "drawing.svg").write_text("<svg/>")
    # What a deleted file is for the one who copies
    (figures / "01-small.typ").symlink_to("gone")
    (tmp_path / "_extensions").mkdir()
    settings = {"project": {}, "website": {}, "format": {"html": {}}, "lang": "en"}
    monkeypatch.setattr(smalldocs.site, "build", lambda *arguments, **options: SimpleNamespace(warnings=[]))
    pages = {"chapters/01-small.qmd": "Words.\n"}
    website.write_website(Project(tmp_path, settings, ()), pages, figures, tmp_path / "site", False)
    staged = tmp_path / ".cache/portable/chapters"
    assert sorted(file.name for file in staged.iterdir()) == ["01-small.qmd", "drawing.svg"]


def test_settings_for_smalldocs(tmp_path: Path) -> None:
    project = load_project(ROOT)
    settings = website_settings(project, tmp_path)
    assert settings["project"]["output-dir"] == str(tmp_path)
    assert not {"filters", "execute", "course"} & settings.keys()
    assert "pre-render" not in settings["project"] and "pre-render" in project.settings["project"]
    image = project.settings["website"].get("image")
    assert image is None or settings["website"]["image"] == f"/{image.lstrip('/')}"
