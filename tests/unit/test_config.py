"""Reading the project's configuration."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.common.project import load_project

SETTINGS = """\
project:
  type: website
website:
  title: A course
  sidebar:
    contents:
      - index.qmd
      - chapters/*.qmd
execute:
  fig-format: svg
format:
  html: default
"""


def project(folder: Path, settings: str = SETTINGS, chapters: tuple[str, ...] = ("02-b.qmd", "01-a.qmd")) -> Path:
    (folder / "_quarto.yml").write_text(settings)
    (folder / "index.qmd").write_text("---\ntitle: Home\n---\n")
    (folder / "chapters").mkdir()
    for name in chapters:
        (folder / "chapters" / name).write_text("---\ntitle: T\n---\n")
    return folder


def test_chapters_come_in_order(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path))
    assert [path.name for path in loaded.chapters] == ["01-a.qmd", "02-b.qmd"]
    assert loaded.time_limit == 60


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("website: [1\nformat: x\n", "_quarto.yml:2: [bad-yaml] bad YAML"),
        ("format:\n  html: default\n", "_quarto.yml:1: 'website:' is missing"),
        (
            SETTINGS.replace("- chapters/*.qmd", "- chapters/07-lost.qmd"),
            "_quarto.yml:8: chapters/07-lost.qmd does not exist",
        ),
    ],
)
def test_bad_settings(tmp_path: Path, settings: str, expected: str) -> None:
    with pytest.raises(CourseError) as caught:
        load_project(project(tmp_path, settings))
    assert str(caught.value).startswith(expected)


def test_no_chapters(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no chapters"):
        load_project(project(tmp_path, chapters=()))


def test_the_environment_of_a_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_project(project(tmp_path))
    (tmp_path / "_environment").write_text("# why\nCOURSE_A=from-file\nCOURSE_B=from-file\n")
    monkeypatch.setenv("COURSE_B", "from-process")
    values = loaded.environment()
    assert (values["COURSE_A"], values["COURSE_B"]) == ("from-file", "from-process")
