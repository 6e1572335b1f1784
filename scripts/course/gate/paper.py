"""What the rules read in a PDF: its text, missing glyphs, and pages that are not well set."""

import io
import json
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from course.common.render_cache import cached, source
from course.common.versions import version
from course.gate import page_layout
from course.gate.page_layout import FAULTS, Box, Page
from course.source.chapters import PARTS

# How a PDF says that it keeps to PDF/UA
UNIVERSAL = b"pdfuaid:part"
# PDFium is not made for several threads at a time, in which chapters' PDFs are read as they are made
PDFIUM = Lock()


def read_paper(content: bytes, kept: Path) -> dict[str, Any]:
    """Read a PDF.

    Args:
        content: The file.
        kept: A folder for `render_cache.cached`.

    Returns:
        text: All of it without white space, which PDFs do not keep; missing: whether a character has no glyph; and for
        each of `page_layout.FAULTS` the pages that have it: their numbers, and the text of the line where it is.
    """
    layout = source(page_layout.__file__)
    inputs: list[str | bytes] = [layout, version("pypdfium2"), version("pikepdf"), content]
    found: dict[str, Any] = json.loads(cached(kept, inputs, lambda: json.dumps(examine(content)).encode()))
    return found


def examine(content: bytes) -> dict[str, Any]:
    """As above, without a cache."""
    with PDFIUM:
        text, faults = examine_pages(content)
    return {"text": text, "missing": lacks_glyphs(content)} | faults


def examine_pages(content: bytes) -> tuple[str, dict[str, list[tuple[int, str]]]]:
    """The text of all pages, and their faults."""
    # Imported here, as it takes time that a build with known PDFs does not need
    import pypdfium2
    from pypdfium2 import raw

    drawn = [raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING]
    document = pypdfium2.PdfDocument(content)
    titles = frozenset("".join(entry.get_title().split()) for entry in document.get_toc())
    titles |= {part.upper() for part in PARTS}
    texts: list[str] = []
    faults: dict[str, list[tuple[int, str]]] = {kind: [] for kind in FAULTS}
    for number, sheet in enumerate(document, start=1):
        text = sheet.get_textpage()
        texts.append(text.get_text_range())
        pieces = [text.get_rect(index) for index in range(text.count_rects())]
        objects = [item.get_bounds() for item in sheet.get_objects(drawn, max_depth=1)]
        width, height = sheet.get_size()
        page = Page(
            *(width, height, pieces, objects, titles),
            last=number == len(document),
            find_characters=partial(boxes_of_characters, text),
            find_text=partial(text_in, text),
        )
        for kind, find in FAULTS.items():
            if (line := find(page)) is not None:
                faults[kind].append((number, line))
        for part in (text, sheet):
            part.close()
    document.close()
    return "".join("".join(texts).split()), faults


def boxes_of_characters(text: Any) -> list[Box]:
    """The boxes of the visible characters of a page's text."""
    import pypdfium2.raw

    codes = [pypdfium2.raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    return [text.get_charbox(index) for index, code in enumerate(codes) if code and not chr(code).isspace()]


def text_in(text: Any, box: Box) -> str:
    """What of a page's text reaches into a box, without spaces."""
    return "".join(text.get_text_bounded(*box).split())


def lacks_glyphs(content: bytes) -> bool:
    """Whether a text has the glyph 0, which fonts show for characters that they lack."""
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(content)) as document:
        # Typst refuses to set a PDF by this standard with such a character, and to read every page takes long
        if UNIVERSAL in document.Root.get("/Metadata", pikepdf.Stream(document, b"")).read_bytes():
            return False
        for page in document.pages:
            for instruction in pikepdf.parse_content_stream(page, "Tj TJ"):
                operands: Any = instruction.operands
                shown = operands[0] if str(instruction.operator) == "TJ" else operands
                for text in (bytes(part) for part in shown if isinstance(part, pikepdf.String)):
                    # Two bytes a glyph
                    if b"\0\0" in text and b"\0\0" in (text[at : at + 2] for at in range(0, len(text), 2)):
                        return True
    return False


def without_glyph(characters: list[str]) -> set[str]:
    """Those of some characters that no font of the PDFs has: each is set on a page of its own."""
    import pikepdf
    import typst

    pages = [f"#{json.dumps(character, ensure_ascii=False)}" for character in characters]
    source = '#set text(font: "Libertinus Serif")\n' + "\n#pagebreak()\n".join(pages)
    made = typst.compile(source.encode(), ignore_system_fonts=True)
    found: set[str] = set()
    with pikepdf.Pdf.open(io.BytesIO(made)) as document:
        for character, page in zip(characters, document.pages, strict=True):
            single = pikepdf.Pdf.new()
            single.pages.append(page)
            content = io.BytesIO()
            single.save(content)
            if lacks_glyphs(content.getvalue()):
                found.add(character)
    return found
