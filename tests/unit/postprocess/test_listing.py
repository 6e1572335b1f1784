"""What search and llms.txt know of a site: every page, the front page first, whatever was rendered when."""

import json
from pathlib import Path

import pytest

from course.common.project import Project
from course.postprocess.listing import arrange

PAGES = {"pages/data": "Data card", "index": "The course", "chapters/01-one": "One"}
HEAD = "# The course\n\n> What it is.\n\n## Pages\n\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for page, title in PAGES.items():
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / f"{page}.llms.md").write_text(f"# {title}\n\nWords.\n", encoding="utf-8")
    return tmp_path


def project(**website: str) -> Project:
    return Project(Path(), {"website": website}, ())


@pytest.mark.parametrize("address", ["", "https://example.org/course", "https://example.org/course/"])
def test_models_find_all_pages_in_order(site: Path, address: str) -> None:
    (site / "llms.txt").write_text(f"{HEAD}- [Data card](pages/data.llms.md)\n", encoding="utf-8")
    arrange(project(**({"site-url": address} if address else {})), site)
    base = "https://example.org/course/" if address else ""
    lines = ["[The course](|index.llms.md)", "[One](|chapters/01-one.llms.md)", "[Data card](|pages/data.llms.md)"]
    listed = "".join(f"- {line.replace('|', base)}\n" for line in lines)
    assert (site / "llms.txt").read_text(encoding="utf-8") == HEAD + listed


def test_search_has_pages_in_order_and_sections_as_they_were(site: Path) -> None:
    known = ["pages/data.html", "pages/data.html#z", "pages/data.html#a", "chapters/01-one.html", "index.html"]
    (site / "search.json").write_text(json.dumps([{"objectID": name, "text": "é"} for name in known]))
    arrange(project(), site)
    text = (site / "search.json").read_text(encoding="utf-8")
    assert [entry["objectID"] for entry in json.loads(text)] == [*known[:2:-1], *known[:3]]
    assert "é" in text


def test_a_site_without_them_gets_none(tmp_path: Path) -> None:
    arrange(project(), tmp_path)
    assert not list(tmp_path.iterdir())
