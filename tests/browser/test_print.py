"""A chapter's page as Chromium prints it: light from a dark screen, full pages, nothing cut, no checks."""

import ctypes
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest
from playwright.sync_api import Browser

from course.gate.page_layout import EMPTY
from course.source.parser import parse_chapter
from support import Build

STEM = "03-architecture-and-hyperparameters"
# Today's, and some more; before there were print styles, 46 to 51
PAGES = 32
# Points of a page's margins in print.css, at head and foot
HEAD, FOOT = 45, 51
# A text's lightest color: gray in the middle between black and white
LIGHT = 128


@pytest.fixture
def printed(browser: Browser, origin: str, tmp_path: Path) -> pypdfium2.PdfDocument:
    file = tmp_path / "printed.pdf"
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{origin}/chapters/{STEM}.html")
    page.locator(":is(body.quarto-dark, [data-scheme='alternate'])").first.wait_for()
    page.pdf(path=file, format="A4")
    page.close()
    return pypdfium2.PdfDocument(file)


def test_a_chapter_printed_from_a_dark_screen(site: Build, printed: pypdfium2.PdfDocument) -> None:
    chapter = parse_chapter(site.root / f"chapters/{STEM}.qmd", STEM)
    assert len(printed) <= PAGES
    text = "".join("".join(page.get_textpage().get_text_bounded() for page in printed).split())
    for exercise in chapter.exercises:
        assert "".join(f"{exercise.number}{exercise.title}".split()) in text
    for cell in chapter.cells:
        shown = cell.part != "check" and not cell.options.get("code-fold")
        last = cell.code.splitlines()[-1]
        assert not shown or "".join(last.split()) in text, f"line {cell.end} is cut"
    assert "AssertionError" not in text, "a check is printed"
    assert [number for number, page in enumerate(printed, start=1) if has_light_text(page)] == []
    pages = list(enumerate(printed, start=1))[:-1]
    assert [number for number, page in pages if empty_share(page) > EMPTY] == []


def has_light_text(page: pypdfium2.PdfPage) -> bool:
    """Whether a text is lighter than can be read on paper."""
    values = [ctypes.c_uint() for _ in range(4)]
    for item in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        pypdfium2.raw.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, values))
        red, green, blue, _ = (value.value for value in values)
        if 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT:
            return True
    return False


def empty_share(page: pypdfium2.PdfPage) -> float:
    """How much of a page between its margins is empty below what is on it."""
    texts = page.get_textpage()
    bottoms = [texts.get_charbox(index)[1] for index in range(texts.count_chars())]
    bottoms += [item.get_bounds()[1] for item in page.get_objects(max_depth=1)]
    height = page.get_height()
    return (min((bottom for bottom in bottoms if bottom >= FOOT), default=height) - FOOT) / (height - HEAD - FOOT)
