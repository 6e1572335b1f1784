"""The PDF of the chapter: its text, its pages, its structure."""

import re

from pypdf import PdfReader

from course.source.parser import parse_chapter
from support import Build


def test_text_pages_and_structure(site: Build) -> None:
    chapter = parse_chapter(site.root / "chapters/01-introduction-to-pytorch.qmd", "01")
    reader = PdfReader(site.site / "chapters/01-introduction-to-pytorch.pdf")
    pages = [page.extract_text() for page in reader.pages]
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert 6 <= len(pages) <= 12
    assert all(len(page) > 200 for page in pages[:-1]), "a page before the last is nearly empty"
    assert reader.metadata.title == chapter.title
    assert "/StructTreeRoot" in reader.trailer["/Root"], "the PDF is not tagged"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    for exercise in chapter.exercises:
        assert f"{exercise.number} {exercise.title}" in text
    for title in ("INSTRUCTIONS", "GIVEN", "ANSWER", "CHECK", "EXPLANATION"):
        assert text.count(title) == len(chapter.exercises)
    assert "Figure 1" in text
    assert "tensor([[-1.6682]], grad_fn=<AddmmBackward0>)" in text
    assert "\\frac" not in text and "$$" not in text


def test_every_chapter_has_its_pdf_with_all_its_exercises(site: Build) -> None:
    for source in sorted((site.root / "chapters").glob("*.qmd")):
        chapter = parse_chapter(source, source.name)
        reader = PdfReader(site.site / "chapters" / f"{source.stem}.pdf")
        text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
        assert [e.number for e in chapter.exercises if f"{e.number} {e.title}" not in text] == []


def test_the_whole_course(site: Build) -> None:
    reader = PdfReader(site.site / "course.pdf")
    title, contents = reader.pages[0].extract_text(), reader.pages[1].extract_text()
    assert "Introduction to Deep Learning with PyTorch" in " ".join(title.split())
    assert "Executed with Python" in title
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for source in sorted((site.root / "chapters").glob("*.qmd")):
        chapter = parse_chapter(source, source.name)
        assert chapter.title in " ".join(contents.split())
        for exercise in chapter.exercises:
            assert f"{exercise.number} {exercise.title}" in text
    assert len(reader.outline) >= 4


def test_contents_and_running_heads(site: Build) -> None:
    reader = PdfReader(site.site / "chapters/01-introduction-to-pytorch.pdf")
    first, second = reader.pages[0].extract_text(), reader.pages[1].extract_text()
    assert re.search(r"1\.4\s+The sigmoid and softmax functions[ .]+\d", first)
    assert second.strip().startswith("Introduction to PyTorch, a Deep Learning Library")
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    assert sum(link["/Subtype"] == "/Link" for link in links) >= 5
    assert len(reader.outline) >= 5
