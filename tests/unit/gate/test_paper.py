"""What is read in PDFs: text, missing glyphs, and how pages are set."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import typst

from course.gate import paper as papers
from course.gate.page_layout import FAULTS
from course.gate.paper import examine, without_glyph

PAGE = """\
#set page(paper: "a4", margin: (x: 2.3cm, top: 2.3cm, bottom: 2.1cm), numbering: "1")
#set text(font: "Libertinus Serif")
"""


def paper(text: str) -> dict[str, object]:
    return examine(typst.compile((PAGE + text).encode(), ignore_system_fonts=True))


def test_a_plain_page() -> None:
    found = paper("Words, a formula $hat(y) = sum_i^n x_i / sqrt(2)$ and a difficult ligature.")
    assert "Words,aformula" in str(found["text"])
    assert found["missing"] is False and all(found[kind] == [] for kind in FAULTS)


@pytest.mark.parametrize(
    "kind, text",
    [
        ("beyond", '#raw("x" * 200)'),
        ("beyond", "#box(width: 30cm, height: 1cm, fill: red)"),
        ("beyond", "#move(dx: -5cm)[Words.]"),
        ("beyond", "#place(bottom, dy: 3cm)[Words.]"),
        ("covered", "First words in a line.\n#place(top + left)[Other words in a line.]"),
        ("covered", "First words in a line.#h(-9em)Other words."),
        ("empty", "Words.\n#pagebreak()\nOther words."),
        ("empty", "Words.\n#place(bottom, rect(height: 4cm))\n#pagebreak()\nOther words."),
        ("empty", "#v(9cm)\nWords.\n#v(1fr)\nAbove the foot.\n#pagebreak()\nOther words."),
        ("alone", "Words.\n#v(1fr)\n= A title\n#pagebreak()\nOther words."),
        ("alone", "#heading(outlined: false)[A]\n#rect(height: 90%)\nHINT\n#pagebreak()\nOther words."),
    ],
)
def test_what_cannot_be_read(kind: str, text: str) -> None:
    places = paper(text)[kind]
    assert isinstance(places, list) and [number for number, _ in places] == [1]


def test_where_it_is() -> None:
    found = paper("One line.\n\nWords, $x$ and #box(move(dx: 15cm)[more])\n\nThe last line.")
    assert found["beyond"] == [(1, "Words,𝑥andmore")]


def test_a_page_that_is_nearly_full() -> None:
    text = "= A title\nWords.\n#rect(height: 60%)\nMore words, _with_under_ a,\n#pagebreak()\n= The last title"
    found = paper(text)
    assert all(found[kind] == [] for kind in FAULTS), found
    assert "Thelasttitle" in str(found["text"])


def test_missing_glyphs() -> None:
    assert paper("Done 🎉")["missing"] is True
    assert without_glyph(list("aü🎉中")) == {"🎉", "中"}


def test_papers_are_read_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFium ends the process where two threads call it at a time."""
    read = papers.examine_pages

    def held(content: bytes) -> object:
        assert not papers.PDFIUM.acquire(blocking=False)
        return read(content)

    monkeypatch.setattr(papers, "examine_pages", held)
    content = typst.compile(b"Words.")
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = list(pool.map(examine, [content] * 8))
    assert [each["text"] for each in found] == ["Words."] * 8
