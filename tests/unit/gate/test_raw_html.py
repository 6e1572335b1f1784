"""Tags that do not match, in pieces of HTML and in the Markdown of chapters."""

from pathlib import Path

import pytest

from course.common.project import Project
from course.gate.context import Context
from course.gate.raw_html import unbalanced_tags
from course.gate.rules.source import html_parse
from course.source.parser import parse_chapter
from support import HEALTHY

CLIP = "$$\n\\begin{cases}\na & \\text{if } x <a \\\\\nb & \\text{if } x > b\n\\end{cases}\n$$\n"


@pytest.mark.parametrize(
    "html, wrong",
    [
        ("<p>one<p>two", []),
        ("<div>\n<span>\n</div>", [(2, "span")]),
        ("<div>\n</span></div>", [(2, "span")]),
        ("<section>\n<div></div>", [(1, "section")]),
        ("<DIV></div><br><path/>", []),
        ("<!--\n<b> --><i>", [(2, "i")]),
        ("<script>if (a<b>c) x();</script>", []),
        ("<our-own>", [(1, "our-own")]),
    ],
)
def test_tags_that_do_not_match(html: str, wrong: list[tuple[int, str]]) -> None:
    assert unbalanced_tags([(1, html)]) == wrong


def test_pieces_belong_together() -> None:
    assert unbalanced_tags([(3, "<b>"), (4, "<i>"), (9, "</b>")]) == [(4, "i")]


@pytest.mark.parametrize(
    "written, lines",
    [
        (f"{CLIP}\nIn `a <b> c`, $a <b> c$, \\<b> and a <b c.\n", []),
        ("\nA <b>bold\nword.\n", [40]),
        ("\n<div>\n\nWords.\n", [40]),
        ("\nA <name> of your own.\n", [40]),
    ],
)
def test_where_chapters_have_html(tmp_path: Path, written: str, lines: list[int]) -> None:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY.replace("Because $1 + 1 = 2$.\n", f"Because.\n{written}"), encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    context = Context(Project(tmp_path, {}, ()), [chapter])
    found = list(html_parse(context, "html-parse"))
    assert [finding.line for finding in found if finding.file == "chapters/01-small.qmd"] == lines
