"""A new exercise: one edit in a chapter and one line in the course list, and it is everywhere."""

import re
from pathlib import Path

import nbformat
import pytest
from pypdf import PdfReader

from course.common.data_scripts import SEARCH_INDEX
from support import ENGINES, EXERCISE, require, run_build

TITLE = "Adding a step"
NEW = EXERCISE.replace("First", TITLE).replace("first", "step").replace("x + 1", "x + 10")
NEW = NEW.replace("== 2", "== 11").replace("y is 2", "y is eleven").replace("Because", "That is because")


def write(root: Path) -> None:
    """The edit in the chapter."""
    chapter = root / "chapters/01-small.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n" + NEW, encoding="utf-8")


def enter(root: Path) -> None:
    """The line in the course list."""
    settings = root / "_quarto.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("      - First\n", f"      - First\n      - {TITLE}\n"), encoding="utf-8")


def text_of(pdf: Path) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(pdf).pages))


@pytest.mark.seconds(8)
@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_everywhere(built: Path, engine: str) -> None:
    require(engine)
    write(built)
    enter(built)
    build = run_build(built, "--engine", engine)
    assert build.code == 0, build.err
    front, page = ((build.site / name).read_text(encoding="utf-8") for name in ("index.html", "chapters/01-small.html"))
    sidebar = re.compile(rf'<summary>2 exercises</summary>.*href="[^"]*#step">1\.2 {TITLE}</a>', re.DOTALL)
    assert all(sidebar.search(text) for text in (front, page))
    main = front.partition("<main")[2]
    assert re.search(rf'href="[^"]*chapters/01-small\.html#step"[^>]*>[^<]*{TITLE}', main)
    assert re.search(rf'<section id="step".*<h2[^>]*><a [^>]*>1\.2</a> {TITLE}</h2>', page, re.DOTALL)
    assert all(words in page for words in ("That is because", "y is eleven"))
    entries = SEARCH_INDEX.read(build.site)
    assert [entry["href"] for entry in entries if TITLE == entry["title"]] == ["chapters/01-small.html#step"]
    # The portable engine makes the PDF of the whole course where a page links to it
    pdfs = {file.name: text_of(file) for file in build.site.rglob("*.pdf")}
    assert "01-small.pdf" in pdfs and all(f"1.2 {TITLE}" in text for text in pdfs.values())
    notebooks = {}
    for kind in ("practice", "solution"):
        cells = nbformat.read(build.site / f"chapters/01-small-{kind}.ipynb", as_version=4).cells
        notebooks[kind] = "\n".join(cell.source for cell in cells)
        assert re.search(rf"^## 1\.2 {TITLE}", notebooks[kind], re.MULTILINE)
    assert "y = x + 10" in notebooks["solution"] and "y = x + 10" not in notebooks["practice"]
