"""The PDFs: their text, the same with both engines, their pages, their structure."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from course.gate.page_layout import FAULTS, FOOT, MARGIN
from course.gate.paper import examine
from course.source.parser import parse_chapter
from support import Build

MEGABYTE = 1_000_000


def body_words(file: Path) -> Counter[str]:
    """The words of a PDF between head and foot of its pages, with how often each is there."""
    words: Counter[str] = Counter()
    for page in pypdfium2.PdfDocument(file):
        width, height = page.get_size()
        text = page.get_textpage().get_text_bounded(0, FOOT, width, height - MARGIN + 3)
        words.update(re.findall(r"\w+", text.casefold()))
    return words


def test_text_pages_and_structure(site: Build) -> None:
    chapter = parse_chapter(site.root / "chapters/01-introduction-to-pytorch.qmd", "01")
    reader = PdfReader(site.site / "chapters/01-introduction-to-pytorch.pdf")
    pages = [page.extract_text() for page in reader.pages]
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert 5 <= len(pages) <= 8
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


def test_exercises_are_bookmarks_with_their_numbers(site: Build) -> None:
    chapter = parse_chapter(site.root / "chapters/03-architecture-and-hyperparameters.qmd", "03")
    document = pypdfium2.PdfDocument(site.site / f"chapters/{chapter.stem}.pdf")
    titles = [entry.get_title() for entry in document.get_toc()]
    assert [f"{exercise.number} {exercise.title}" for exercise in chapter.exercises] == titles[: len(chapter.exercises)]


def test_checks_are_a_line_and_helpers_stand_at_the_end(site: Build) -> None:
    stem = "03-architecture-and-hyperparameters"
    chapter = parse_chapter(site.root / f"chapters/{stem}.qmd", stem)
    text = examine((site.site / f"chapters/{stem}.pdf").read_bytes())["text"]
    assert text.count("Runitinthepracticenotebook.") == sum(cell.part == "check" for cell in chapter.cells)
    assert "ReLUismax(0,x);itsgradientis0leftofzeroand1rightofit." in text
    assert "assertisinstance" not in text and "AssertionError" not in text
    body, helpers = text.split("Givenin3.5and3.6")
    assert "plt.subplots" not in body, "the code of a figure is printed"
    for name in ("optimize_and_plot", "plot_run"):
        assert f"def{name}(" in body and f"def{name}(" in helpers
    assert helpers.count("returnpositions") == 2 and "figure.set_size_inches" not in body


def test_pages_are_well_set(site: Build) -> None:
    """The course's as well, of which the gate reads none; a chapter's end and a title page may be empty."""
    found = examine((site.site / "course.pdf").read_bytes())
    document = pypdfium2.PdfDocument(site.site / "course.pdf")
    starts = {entry.get_dest().get_index() for entry in document.get_toc() if entry.level == 0}
    assert [page for page, _ in found["empty"] if page > 2 and page not in starts] == []
    assert [found[kind] for kind in FAULTS if kind != "empty"] == [[]] * (len(FAULTS) - 1)
    last = document[max(starts)].get_textpage().get_text_bounded()
    assert last.strip().startswith("Glossary") and "Accuracy" in last


def test_files_are_small_linear_and_accessible(site: Build) -> None:
    for file in [*sorted((site.site / "chapters").glob("*.pdf")), site.site / "course.pdf"]:
        assert file.stat().st_size < MEGABYTE, file.name
        with pikepdf.Pdf.open(io.BytesIO(file.read_bytes())) as document:
            assert document.is_linearized, file.name
            assert document.Root.MarkInfo.Marked, file.name
            with document.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1", file.name


@pytest.mark.full
@pytest.mark.seconds(30)
def test_both_engines_print_the_same_words(sites: Callable[[str], Build]) -> None:
    portable, quarto = sites("portable").site, sites("quarto").site
    for file in [*sorted(portable.glob("chapters/*.pdf")), portable / "course.pdf"]:
        one, other = body_words(file), body_words(quarto / file.relative_to(portable))
        assert (one - other, other - one) == (Counter(), Counter()), file.name
