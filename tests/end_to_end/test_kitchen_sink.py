"""A specimen of every supported row of the chapter language: both engines, and plain `quarto render`, show the same."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from lxml import html

from course.gate.paper import examine
from course.source.language import language, row_of
from course.source.markup import read_markup
from course.source.parser import parse_chapter
from support import ENGINES, change, make_course, quarto_render, require, run_build

CHAPTER = Path(__file__).resolve().parents[1] / "kitchen_sink/01-kitchen-sink.qmd"
TITLE = 'The `nn.Linear` layer, $L(w)$ and "quotes"'
# What page, PDF and solution notebook hold, in this order
WORDS = [
    "emphasis", "small caps", "underlined", "footnote", "nn.Linear", "link down", "Ctrl", "y is 2",
    "A heading within", "Nested", "Its definition.", "A quotation.", "An icon", "not run", "A noted title",
    "Noted words.", "A warned title", "Warned words.", "First tab", "Tabbed words.", "Other words.",
    "Left words.", "Right words.", "bold", "words without code", "listed", "A line", "The left one.",
    "The right one.", "A frame", "Printed rows.", "Words in HTML", "Words in Markdown",
]  # fmt: skip
# Differences between products, each with its reason
ONLY = {
    "page": ["Only on the page."],  # so its author says
    "paper": ["Everywhere else."],
    "notebook": ["Everywhere else."],
}
HIDDEN = [
    "hidden words",
    "A draft that nobody sees",
    "nobody sees this\n",
    "\x1b",
    "{#",
    "{{<",
    ":::",
    "object>",
]
# The first features of supported rows without a specimen here
ELSEWHERE = [
    "Div.optimizer-lab",  # tests/browser/test_optimizer_lab.py
    "Div.course-versions",  # in the real pages
]
ALTS = ["A drawn icon", 'A line "from" 0 to 1.', "It falls.", "It rises."]


def course(root: Path) -> Path:
    """A copy of the project with the kitchen sink for its one chapter."""
    return make_course(root, {CHAPTER.name: CHAPTER.read_text(encoding="utf-8")}, [json.dumps(TITLE)])


def in_order(words: list[str], text: str) -> None:
    """Assert that a text holds words one after the other; spaces do not count."""
    packed, place = "".join(text.split()), 0
    for word in words:
        found = packed.find("".join(word.split()), place)
        assert found >= 0, f"'{word}' is missing, or stands before what it follows"
        place = found


def check_page(file: Path) -> None:
    """What the page must show."""
    tree = html.fromstring(file.read_text(encoding="utf-8"))
    main = tree.xpath("//main")[0]
    text = re.sub(r"[“”]", '"', main.text_content())
    in_order(WORDS[: WORDS.index("A frame")], text)
    for word in [*WORDS, *ONLY["page"]]:
        assert "".join(word.split()) in "".join(text.split()), word
    alts = [re.sub(r"[“”]", '"', image.get("alt")) for image in main.xpath(".//img")]
    assert alts == ALTS
    assert len(main.xpath(".//table")) == 2
    for hidden in (*HIDDEN, *ONLY["paper"]):
        assert hidden not in text, hidden
    # Titles with markup: sidebar, and contents without the headings in callouts and tabs
    assert "The nn.Linear layer" in tree.xpath("//*[@id='quarto-sidebar']")[0].text_content()
    contents = tree.xpath("//*[@id='TOC']")[0].text_content()
    assert "nn.Linear" in contents and "A warned title" not in contents and "First tab" not in contents


def check_paper(content: bytes) -> None:
    """What the PDF must show."""
    paper = examine(content)
    for word in [*WORDS, *ONLY["paper"]]:
        assert "".join(word.split()) in paper["text"], word
    for hidden in (*HIDDEN, *ONLY["page"]):
        assert "".join(hidden.split()) not in paper["text"], hidden
    assert not paper["beyond"] and not paper["covered"] and not paper["missing"]


def check_notebook(text: str) -> None:
    """What the solution notebook must show."""
    made = json.loads(text)
    sources = ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == "markdown"]
    outputs = json.dumps([cell.get("outputs") for cell in made["cells"]])
    prose = "\n".join(sources)
    for word in (
        "Noted words.",
        "A warned title",
        "Tabbed words.",
        "The left one.",
        "Printed rows.",
        *ONLY["notebook"],
    ):
        assert word in prose, word
    for hidden in ("A draft that nobody sees", "{#", "{{<", ":::", "<div>", *ONLY["page"]):
        assert hidden not in prose, hidden
    assert "nobody sees this" not in outputs
    attached = [cell["attachments"] for cell in made["cells"] if "attachments" in cell]
    assert len(attached) == 1 and "attachment:" in prose


def test_every_supported_row_has_a_specimen(tmp_path: Path) -> None:
    """Outputs are known only when the cells have run: WORDS has what those show."""
    chapter = parse_chapter(CHAPTER, f"chapters/{CHAPTER.name}")
    used = {element.feature for element in read_markup(chapter, tmp_path)}
    used |= {f"option:{name}" for cell in chapter.cells for name in cell.options}
    used |= {f"front:{name}" for name in chapter.front}
    rows = {row_of(feature) for feature in used}
    lacking = [
        row.features[0] for row in language() if row.verdict == "yes" and row.group != "Outputs" and row not in rows
    ]
    assert lacking == ELSEWHERE


@pytest.mark.full
@pytest.mark.seconds(60)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_product(tmp_path: Path, engine: str) -> None:
    require(engine)
    build = run_build(course(tmp_path / "course"), "--engine", engine)
    assert build.code == 0, build.err
    stem = f"chapters/{CHAPTER.stem}"
    check_page(build.site / f"{stem}.html")
    check_paper((build.site / f"{stem}.pdf").read_bytes())
    check_paper_of_course = examine((build.site / "course.pdf").read_bytes())["text"]
    assert "Everythingatonce" in check_paper_of_course
    check_notebook((build.site / f"{stem}-solution.ipynb").read_text(encoding="utf-8"))
    with zipfile.ZipFile(build.site / "course-notebooks.zip") as archive:
        check_notebook(archive.read(f"course-notebooks/{CHAPTER.stem}-solution.ipynb").decode())


@pytest.mark.full
@pytest.mark.seconds(60)
def test_quarto_alone(tmp_path: Path) -> None:
    """Plain `quarto render` of the checkout shows the same, but for HTML on paper, which it refuses."""
    root = course(tmp_path / "course")
    refused = quarto_render(root)
    assert refused.returncode != 0 and "loses HTML that is no table" in refused.stderr
    change(root / "chapters" / CHAPTER.name, 'HTML("<p>Words in <b>HTML</b>.</p>")', 'Markdown("Words in HTML.")')
    done = quarto_render(root)
    assert done.returncode == 0, done.stderr
    check_page(root / f"_site/chapters/{CHAPTER.stem}.html")
    check_paper((root / f"_site/chapters/{CHAPTER.stem}.pdf").read_bytes())
