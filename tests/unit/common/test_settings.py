"""What is wrong in `_quarto.yml` is reported with its line."""

from pathlib import Path

import pytest
import yaml

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.settings import read_settings

SETTINGS = """\
project:
  type: website
  output-dir: _site
course:
  time-limit: 60
  memory-limit: 2000
  output-limit: 20000
  exercises:
    chapters/01-a.qmd:
      - First
website:
  title: A course
  description: For the tests.
  sidebar:
    contents:
      - index.qmd
      - chapters/*.qmd
lang: en
execute:
  fig-format: svg
fig-width: 7
fig-height: 3.4
fig-dpi: 96
format:
  html:
    theme: default
  typst:
    template: template.typ
"""


def write(folder: Path, text: str) -> Path:
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")
    (folder / "index.qmd").touch()
    (folder / "chapters").mkdir()
    (folder / "chapters/01-a.qmd").touch()
    return folder


def test_the_settings_of_the_course_are_valid() -> None:
    assert read_settings(ROOT)["lang"] == "en"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, SETTINGS)) == yaml.safe_load(SETTINGS)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  title: A", "  title: [A", "_quarto.yml:13: [bad-yaml] bad YAML"),
        ("lang: en\n", "", "_quarto.yml:1: the setting 'lang:' is missing"),
        ("  output-dir: _site\n", "", "_quarto.yml:1: 'project:' lacks the setting 'output-dir:'"),
        ("fig-dpi: 96\n", "", "_quarto.yml:1: the setting 'fig-dpi:' is missing"),
        ("  description: For the tests.\n", "", "_quarto.yml:11: 'website:' lacks the setting 'description:'"),
        ("time-limit: 60", "time-limit: long", "_quarto.yml:5: 'course: time-limit:' should be a whole number"),
        ("      - First", "      First", "_quarto.yml:9: 'course: exercises: chapters/01-a.qmd:' should be a list"),
        ("fig-format: svg", "fig-format: gif", "_quarto.yml:20: 'execute: fig-format:' 'gif' is not one of"),
        ("chapters/*.qmd", "chapters/07-lost.qmd", "_quarto.yml:17: chapters/07-lost.qmd does not exist"),
        (SETTINGS, "- only a list", "_quarto.yml:1: the file should be keys and values"),
        (SETTINGS, "", "_quarto.yml:1: the file should be keys and values"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert SETTINGS.count(old) == 1
    with pytest.raises(CourseError) as caught:
        read_settings(write(tmp_path, SETTINGS.replace(old, new)))
    assert str(caught.value).replace("[settings] ", "").startswith(message)
    assert "\n" not in str(caught.value)


def test_without_the_file(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="_quarto.yml is missing"):
        read_settings(tmp_path)


def test_a_line_that_is_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, "").joinpath("_quarto.yml").write_bytes(b"website:\n  title: \xff\n")
    with pytest.raises(CourseError, match=r"_quarto.yml:2: \[not-utf8\]"):
        read_settings(tmp_path)
