"""What is read in PDFs: text, what reaches into the margins, what covers something else, missing glyphs."""

import pytest
import typst

from course.gate.paper import examine, without_glyph

PAGE = '#set page(paper: "a4", margin: (x: 2.3cm))\n#set text(font: "Libertinus Serif")\n'


def paper(text: str) -> dict[str, object]:
    return examine(typst.compile((PAGE + text).encode(), ignore_system_fonts=True))


def test_a_plain_page() -> None:
    found = paper("Words, a formula $hat(y) = sum_i^n x_i / sqrt(2)$ and a difficult ligature.")
    assert "Words,aformula" in str(found["text"])
    assert (found["beyond"], found["covered"], found["missing"]) == ([], [], False)


@pytest.mark.parametrize(
    "kind, text",
    [
        ("beyond", '#raw("x" * 200)'),
        ("beyond", "#box(width: 30cm, height: 1cm, fill: red)"),
        ("covered", "First words in a line.\n#place(top + left)[Other words in a line.]"),
    ],
)
def test_what_cannot_be_read(kind: str, text: str) -> None:
    places = paper(text)[kind]
    assert isinstance(places, list) and [number for number, _ in places] == [1]


def test_missing_glyphs() -> None:
    assert paper("Done 🎉")["missing"] is True
    assert without_glyph(list("aü🎉中")) == {"🎉", "中"}
