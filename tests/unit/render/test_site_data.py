"""What is written down for the Lua filter."""

import json
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.common.project import load_project
from course.common.versions import PACKAGES, execution_versions
from course.render import site_data
from course.source.parser import parse_chapter
from support import HEALTHY, copy_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "course")


def test_chapters_versions_and_rules(root: Path) -> None:
    file = root / "chapters/01-small.qmd"
    file.write_text(HEALTHY, encoding="utf-8")
    written = site_data.write_site_data(
        load_project(root), [parse_chapter(file, "chapters/01-small.qmd")], {"Quarto": "1.10.19"}
    )
    told = json.loads(written.read_text(encoding="utf-8"))
    assert told["chapters"] == [
        {
            "number": 1,
            "title": "A small chapter",
            "description": "For the tests.",
            "source": "chapters/01-small.qmd",
            "time": "about half an hour",
            "exercises": [{"id": "first", "title": "First"}],
        }
    ]
    assert [entry["name"] for entry in told["versions"]] == ["Python", *PACKAGES, "Quarto"]
    assert {"bad-yaml", "unused-allow"} <= {rule["id"] for rule in told["rules"]}


def test_the_versions_are_those_that_are_pinned() -> None:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    versions = execution_versions()
    assert all(f"{name}=={versions[name].partition('+')[0]}" in pins for name in PACKAGES)


@pytest.mark.parametrize(
    "words, time",
    [
        (10, "about half an hour"),
        (180 * 50, "about 1 hour"),
        (180 * 80, "about 1½ hours"),
        (180 * 110, "about 2 hours"),
    ],
)
def test_a_chapter_says_how_long_it_takes(root: Path, words: int, time: str) -> None:
    file = root / "chapters/01-small.qmd"
    file.write_text(HEALTHY.replace("Words.", "word " * words), encoding="utf-8")
    assert site_data.reading_time(parse_chapter(file, "chapters/01-small.qmd")) == time
