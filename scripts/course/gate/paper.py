"""What the rules read in a PDF: text, what lies beyond the margins, what is printed over something else, glyphs."""

import io
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from course.common.render_cache import cached

# The sides' margins in template.typ, 2.3 cm, in points; what italics and rounding may exceed it by
MARGIN, TOLERANCE = 65.2, 3
# So much of a character's box is covered by another's where one is printed over the other; in formulas a few may be
COVERED, PAIRS = 0.4, 5
# The side in points of the squares in which boxes are compared
SQUARE = 12

Box = tuple[float, float, float, float]
# Of a page: a character's box, with the character
Character = tuple[Box, str]


def read_paper(content: bytes, kept: Path) -> dict[str, Any]:
    """Read a PDF.

    Args:
        content: The file.
        kept: A folder for `render_cache.cached`.

    Returns:
        text: All of it without white space, which PDFs do not keep; beyond: of each page with something beyond its
        margins the number and the line's text; covered: the same of pages where text is printed over other text;
        missing: whether a character has no glyph.
    """
    inputs: list[str | bytes] = ["paper", version("pypdfium2"), version("pikepdf"), content]
    found: dict[str, Any] = json.loads(cached(kept, inputs, lambda: json.dumps(examine(content)).encode()))
    return found


def examine(content: bytes) -> dict[str, Any]:
    """As above, without a cache."""
    # Imported here, as it takes time that a build with known PDFs does not need
    import pypdfium2

    texts: list[str] = []
    beyond: list[tuple[int, str]] = []
    covered: list[tuple[int, str]] = []
    for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
        size = page.get_size()
        texts.append(page.get_textpage().get_text_range())
        characters = characters_of(page)
        objects = [(item.get_bounds(), "") for item in page.get_objects(max_depth=1)]
        outside = [one for one in [*characters, *objects] if is_outside(one[0], *size)]
        if outside:
            beyond.append((number, line_at(outside[0][0], characters)))
        pairs = overlaps(characters)
        if len(pairs) >= PAIRS:
            covered.append((number, line_at(pairs[0], characters)))
    text = "".join("".join(texts).split())
    return {"text": text, "beyond": beyond, "covered": covered, "missing": lacks_glyphs(content)}


def characters_of(page: Any) -> list[Character]:
    """The visible characters of a page."""
    import pypdfium2.raw

    text = page.get_textpage()
    codes = [pypdfium2.raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    return [
        (text.get_charbox(index), chr(code)) for index, code in enumerate(codes) if not chr(code).isspace() and code
    ]


def is_outside(box: Box, width: float, height: float) -> bool:
    """Whether a box reaches into the margins of a page at its sides, or beyond its head or foot."""
    return box[0] < MARGIN - TOLERANCE or box[2] > width - MARGIN + TOLERANCE or box[1] < 0 or box[3] > height


def line_at(box: Box, characters: list[Character]) -> str:
    """The text at the height of a box, without spaces."""
    middle = (box[1] + box[3]) / 2
    return "".join(character for place, character in characters if place[1] <= middle <= place[3])


def overlaps(characters: list[Character]) -> list[Box]:
    """The boxes that others cover, other than neighbors' in a line, which may be one ligature."""
    squares: dict[tuple[int, int], list[int]] = {}
    found: list[Box] = []
    for index, (box, _) in enumerate(characters):
        for column in range(int(box[0] // SQUARE), int(box[2] // SQUARE) + 1):
            for row in range(int(box[1] // SQUARE), int(box[3] // SQUARE) + 1):
                near = squares.setdefault((column, row), [])
                found += [box for other in near if index - other > 3 and covers(characters[other][0], box)]
                near.append(index)
    return found


def covers(one: Box, other: Box) -> bool:
    """Whether one box covers much of another, and is not the same."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return one != other and width > 0 and height > 0 and width * height > COVERED * smaller


def lacks_glyphs(content: bytes) -> bool:
    """Whether a text has the glyph 0, which fonts show for characters that they lack."""
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for instruction in pikepdf.parse_content_stream(page, "Tj TJ"):
                operands: Any = instruction.operands
                shown = operands[0] if str(instruction.operator) == "TJ" else operands
                for text in (bytes(part) for part in shown if isinstance(part, pikepdf.String)):
                    if b"\0\0" in (text[at : at + 2] for at in range(0, len(text), 2)):
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
