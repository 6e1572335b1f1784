"""Executed chapters as the Markdown that Quarto would hand to Pandoc."""

import base64
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.render.portable.markdown import executed_markdown
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed

PRINTED = nbformat.v4.new_output("stream", name="stdout", text="2\n")


def markdown(folder: Path, options: str, outputs: list[NotebookNode]) -> str:
    """The small chapter, its answer's cell with these options and outputs."""
    file = folder / "01-small.qmd"
    file.write_text(HEALTHY.replace("#| label: first-answer", options), encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    return executed_markdown(as_executed(chapter, [[], outputs, []]), folder)


def shown(kind: str, data: str) -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output("display_data", {kind: data, "text/plain": "plain"})
    return output


def test_cells_with_what_they_printed_between_the_lines_of_the_source(tmp_path: Path) -> None:
    made = markdown(tmp_path, "#| label: first-answer", [PRINTED])
    assert made.startswith("---\ntitle: A small chapter") and made.rstrip().endswith("Because $1 + 1 = 2$.\n:::")
    assert made.count("::::: {") == 3 and "```{python}" not in made
    assert (
        "::: answer\n\n::::: {#first-answer .cell}\n```{.python .cell-code}\ny = x + 1\nprint(y)\n```\n\n"
        "::: {.cell-output .cell-output-stdout}\n```\n2\n```\n:::\n\n:::::\n\n:::\n"
    ) in made


@pytest.mark.parametrize(
    "options, holds, lacks",
    [
        ("#| include: false", "", "y = x + 1"),
        ("#| echo: false", "\n2\n", "y = x + 1"),
        ("#| output: false", "y = x + 1", "cell-output"),
        ("#| output: asis", "\n2\n", "cell-output"),
        ("#| code-fold: true", '.cell-code code-fold="true"', "#line"),
        ("#| classes: wide dark", ".cell .wide .dark", "#line"),
    ],
)
def test_options(tmp_path: Path, options: str, holds: str, lacks: str) -> None:
    made = markdown(tmp_path, options, [PRINTED])
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
    made = markdown(tmp_path, options, [shown(kind, data)])
    assert (tmp_path / "01-small_files/figure-html" / name).read_bytes() == content
    link = f"01-small_files/figure-html/{name}"
    assert f'![The loss]({link}){{#fig-a fig-alt="A \\"falling\\" line"}}' in made


def test_each_figure_has_its_caption_in_a_list(tmp_path: Path) -> None:
    options = "#| label: fig-a\n#| fig-cap: [One, Two]\n#| fig-alt: Both"
    made = markdown(tmp_path, options, [shown("image/svg+xml", "<svg/>"), shown("image/svg+xml", "<svg/>")])
    assert 'output-1.svg){#fig-a-1 fig-alt="Both"}' in made and "![One]" in made and "![Two]" in made


def test_tables_markdown_and_plain_text(tmp_path: Path) -> None:
    made = markdown(tmp_path, "#| label: tbl-a\n#| tbl-cap: Losses", [shown("text/html", "<table>")])
    assert '::::: {#tbl-a .cell tbl-cap="Losses"}' in made
    assert "::: {.cell-output .cell-output-display}\n```{=html}\n<table>\n```" in made
    made = markdown(tmp_path, "#| label: words", [shown("text/markdown", "**b**")])
    assert "::::: {#cell-words .cell}" in made and "{#words .cell-output " in made and "\n**b**\n" in made
    made = markdown(tmp_path, "#| label: words", [shown("text/x", "")] * 2)
    assert "::::: {#words .cell}" in made and made.count("\nplain\n") == 2


def test_what_a_plotting_call_returns_is_left_out(tmp_path: Path) -> None:
    returned = nbformat.v4.new_output("execute_result", {"text/plain": "[<matplotlib.lines.Line2D at 0x7f>]"})
    made = markdown(tmp_path, "#| label: fig-a", [returned, shown("image/svg+xml", "<svg/>")])
    assert "Line2D" not in made and "fig-a-output-1.svg" in made
    assert "Line2D" in markdown(tmp_path, "#| label: words", [returned])
