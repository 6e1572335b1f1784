"""Cells and outputs as the Markdown that Quarto would hand to Pandoc."""

import base64
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.render.markdown import cell_markdown, executed_markdown, fence, output_markdown
from course.source.chapters import Cell, parse_chapter
from support import HEALTHY, as_executed


def cell(folder: Path, options: str, code: str = "y = x + 1\nprint(y)") -> Cell:
    """The answer's cell of the small chapter, with these options."""
    file = folder / "01-small.qmd"
    text = HEALTHY.replace("#| label: first-answer", options).replace("y = x + 1\nprint(y)", code)
    file.write_text(text, encoding="utf-8")
    return parse_chapter(file, "chapters/01-small.qmd").cells[1]


def shown(kind: str, data: str) -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output("display_data", {kind: data, "text/plain": "plain"})
    return output


def test_a_cell_and_what_it_printed(tmp_path: Path) -> None:
    printed = nbformat.v4.new_output("stream", name="stdout", text="2\n")
    made = cell_markdown(cell(tmp_path, "#| label: first-answer"), [printed], tmp_path)
    assert made == (
        "::::: {#first-answer .cell}\n\n```{.python .cell-code}\ny = x + 1\nprint(y)\n```\n\n"
        "::: {.cell-output .cell-output-stdout}\n```\n2\n```\n:::\n\n:::::"
    )


@pytest.mark.parametrize(
    "options, holds, lacks",
    [
        ("#| include: false", "", ":::"),
        ("#| echo: false", "2", "print"),
        ("#| output: false", "print", "cell-output"),
        ("#| code-fold: true", '.cell-code code-fold="true"', "#line"),
        ("#| classes: wide dark", ".cell .wide .dark", "#line"),
    ],
)
def test_options(tmp_path: Path, options: str, holds: str, lacks: str) -> None:
    printed = nbformat.v4.new_output("stream", name="stdout", text="2\n")
    made = cell_markdown(cell(tmp_path, options), [printed], tmp_path)
    assert holds in made and lacks not in made


@pytest.mark.parametrize(
    "kind, data, name, content",
    [
        ("image/svg+xml", "<svg/>", "fig-a-output-1.svg", b"<svg/>"),
        ("image/png", base64.b64encode(b"png").decode(), "fig-a-output-1.png", b"png"),
    ],
)
def test_figures_are_files(tmp_path: Path, kind: str, data: str, name: str, content: bytes) -> None:
    options = '#| label: fig-a\n#| fig-cap: The loss\n#| fig-alt: A "falling" line'
    files = tmp_path / "01-small_files/figure-html"
    made = output_markdown(cell(tmp_path, options), shown(kind, data), files, 1, "#fig-a ")
    assert (files / name).read_bytes() == content
    link = f"01-small_files/figure-html/{name}"
    assert f'![The loss]({link}){{#fig-a fig-alt="A \\"falling\\" line"}}' in made


def test_tables_markdown_and_plain_text(tmp_path: Path) -> None:
    table = cell(tmp_path, "#| label: tbl-a\n#| tbl-cap: Losses")
    made = cell_markdown(table, [shown("text/html", "<table>")], tmp_path)
    assert made.startswith('::::: {#tbl-a .cell tbl-cap="Losses"}')
    assert "::: {.cell-output .cell-output-display}\n```{=html}\n<table>" in made
    text = cell(tmp_path, "#| label: words")
    made = cell_markdown(text, [shown("text/markdown", "**b**")], tmp_path)
    assert made.startswith("::::: {#cell-words .cell}") and "{#words .cell-output " in made and "\n**b**\n" in made
    made = cell_markdown(text, [shown("text/x", "")] * 2, tmp_path)
    assert made.startswith("::::: {#words .cell}") and made.count("\nplain\n") == 2


def test_a_fence_is_longer_than_those_inside() -> None:
    assert fence("x") == "```" and fence("a ```` b") == "`````"


def test_lines_around_the_cells_stay(tmp_path: Path) -> None:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY, encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    made = executed_markdown(as_executed(chapter), tmp_path)
    assert made.startswith("---\ntitle: A small chapter") and made.endswith("Because $1 + 1 = 2$.\n:::\n")
    assert made.count("::::: {") == 3 and "```{python}" not in made
