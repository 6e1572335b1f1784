"""Notebooks of a small chapter: text, first cell, outputs."""

import importlib.metadata
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from course.common.project import load_project
from course.execute.notebooks import Executed
from course.export import notebook, setup
from course.export.prose import Piece, pieces
from course.render.site_data import write_site_data
from course.source.chapters import Chapter
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed, copy_project

TEXT = HEALTHY.replace(
    "Words.",
    "A **[term](../pages/glossary.qmd#term)**, [below](#fig-x), [abroad](https://pytorch.org), $a_1 * b_1$ and\n\n"
    "$$\\sum_i x_i$$\n\n::: {.callout #note}\nNote.\n:::",
).replace("- Do it.", f"- Make `y` from **`x`**{', and so on' * 6}.\n- Print it.")


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    file = tmp_path / "01-small.qmd"
    code = 'import torch\nx = open("../assets/data/solar.csv") and 1'
    file.write_text(TEXT.replace("x = 1", code), encoding="utf-8")
    return parse_chapter(file, f"chapters/{file.name}")


@pytest.fixture
def parts(chapter: Chapter, tmp_path: Path) -> list[Piece]:
    project = load_project(copy_project(tmp_path / "course"))
    write_site_data(project, [chapter], {})
    return list(pieces(project, as_executed(chapter)))


def executed(chapter: Chapter) -> Executed:
    result = nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=7)
    return as_executed(chapter, [[], [result], []])


def sources(made: NotebookNode, kind: str) -> dict[str, str]:
    nbformat.validate(made)
    return {cell.id: cell.source for cell in made.cells if cell.cell_type == kind}


def test_prose_is_plain_markdown_with_formulas(parts: list[Piece]) -> None:
    intro = next(piece.text for piece in parts if piece.exercise == "first")
    assert intro.startswith("## 1.1 First\n\nA **term**, below, [abroad](https://pytorch.org), $a_1 * b_1$ and\n")
    assert "$$\\sum_i x_i$$" in intro
    assert "Note." in intro and ":::" not in intro


def test_a_practice_notebook(chapter: Chapter, parts: list[Piece]) -> None:
    made = notebook.practice(executed(chapter), parts, "The course")
    code = sources(made, "code")
    assert list(code) == ["setup", "first-given", "first-your-answer", "first-check"]
    assert code["first-given"] == 'import torch\nx = open("solar.csv") and 1'
    assert code["first-your-answer"] == (
        "# - Make `y` from `x`, and so on, and so on, and so on, and so on, and so on,\n#   and so on.\n# - Print it."
        "\n\ny = ..."
    )
    assert all(not cell.outputs and cell.execution_count is None for cell in made.cells if cell.cell_type == "code")
    text = "\n".join(sources(made, "markdown").values())
    assert "Because" not in text and "### Your answer" in text and "(01-small-solution.ipynb)" in text


def test_a_solution_notebook(chapter: Chapter, parts: list[Piece]) -> None:
    made = notebook.solution(executed(chapter), parts, "The course")
    assert sources(made, "code")["first-answer"] == "y = x + 1\nprint(y)"
    answer = next(cell for cell in made.cells if cell.id == "first-answer")
    assert (answer.execution_count, answer.outputs[0].execution_count) == (2, 2)
    assert sources(made, "markdown")["first-explanation-text"] == "### Explanation\n\nBecause $1 + 1 = 2$."


def test_the_first_cell_says_what_is_missing(
    chapter: Chapter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, wanted = setup.code(chapter), setup.versions()["torch"]
    assert f"pip install torch=={wanted}\n" in code

    def said() -> list[str]:
        exec(code, {})
        return capsys.readouterr().out.splitlines()

    monkeypatch.chdir(tmp_path)
    assert said() == ["solar.csv is missing; put it beside this notebook (course-notebooks.zip holds it)"]
    (tmp_path / "solar.csv").touch()
    assert said() == ["Everything that this notebook needs is here."]
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.0")
    assert said() == [f"torch is version 1.0, the course ran with {wanted}; outputs may differ"]

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert said() == [f"torch is missing; install {wanted}"]


def test_the_first_cell_gets_data_from_a_known_address(
    chapter: Chapter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, here = tmp_path / "site", tmp_path / "here"
    for folder in (source, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    code = setup.code(chapter, f"{source.as_uri()}/")

    def said() -> list[str]:
        exec(code, {})
        return capsys.readouterr().out.splitlines()

    failed, missing = said()
    assert failed.startswith(f"{source.as_uri()}/solar.csv: ") and missing.startswith("solar.csv is missing; put it")
    assert not (here / "solar.csv").exists()
    (source / "solar.csv").write_text("date\n")
    found, last = said()
    assert found == f"solar.csv was missing; it comes from {source.as_uri()}/solar.csv"
    assert last == "Everything that this notebook needs is here."
    (source / "solar.csv").write_text("other\n")
    assert said() == [last] and (here / "solar.csv").read_text() == "date\n", "what is there stays"


def test_a_chapter_without_data_asks_no_address(tmp_path: Path) -> None:
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY, encoding="utf-8")
    assert "urllib" not in setup.code(parse_chapter(file, file.name), "https://example.org/")
