"""The comparison with other tools: chapters as notebooks, and the table of a result."""

from pathlib import Path

import nbformat
import pytest

from bench import cli, gate, layouts, peers, report
from bench.convert import notebook
from course.common.errors import CourseError
from support import HEALTHY


def test_a_chapter_becomes_a_valid_notebook(tmp_path: Path) -> None:
    layouts.write_notebooks(tmp_path, {"01-small": HEALTHY})
    read = nbformat.read(tmp_path / peers.NOTEBOOK, as_version=4)
    nbformat.validate(read)
    kinds = [cell.cell_type for cell in read.cells]
    assert kinds == ["raw", "markdown", "markdown", "code", "code", "code", "markdown"]
    assert read.cells[1].source == "# A small chapter"
    assert read.cells[2].source.startswith("(first)=\n## First\n\nWords.")
    assert read.cells[3].source == "#| label: first-given\nx = 1"
    assert not any(":::" in cell.source for cell in read.cells)


def test_options_that_jupyter_has_words_for() -> None:
    label = "#| label: first-answer"
    code = [
        cell for cell in notebook(HEALTHY.replace(label, f"{label}\n#| error: true")).cells if "tags" in cell.metadata
    ]
    assert [(cell.source.splitlines()[0], cell.metadata["tags"]) for cell in code] == [(label, ["raises-exception"])]
    skipped = notebook(HEALTHY.replace(label, f"{label}\n#| eval: false")).cells[4]
    assert (skipped.cell_type, "y = x + 1" in skipped.source) == ("markdown", True)
    allowed = notebook(HEALTHY.replace("title: A", "execute:\n  error: true\ntitle: A")).cells
    assert all(cell.metadata["tags"] == ["raises-exception"] for cell in allowed if cell.cell_type == "code")


def test_every_breakage_becomes_a_valid_notebook() -> None:
    for name, text in gate.read_corpus().items():
        made = notebook(text)
        nbformat.validate(made)
        assert any(cell.cell_type == "code" for cell in made.cells), name


def test_the_table_of_a_result() -> None:
    rows = [
        {"tool": "ours", "version": "", "command": "x", "unusable": "", "codes": {"raises": 1, "warning": 1}},
        {"tool": "other", "version": "1.0", "command": "y", "unusable": "", "codes": {"raises": -9, "warning": None}},
        {"tool": "third", "version": "2.0", "command": "z", "unusable": "no", "codes": {}},
    ]
    assert gate.table({"breakages": ["raises", "warning"], "tools": rows}).splitlines() == [
        "| breakage      | ours    | other 1.0 | third 2.0 |",
        "| ------------- | ------- | --------- | --------- |",
        "| raises        | stopped | stopped   | -         |",
        "| warning       | stopped | hangs     | -         |",
        "| stopped, of 2 | 2       | 1         | unusable  |",
    ]


def test_rows_of_another_corpus_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    (tmp_path / "gate.json").write_text('{"corpus": "another", "tools": []}')
    with pytest.raises(CourseError, match="run all tools"):
        gate.last_rows("digest")
    assert cli.main(["gate", "--tools", "nbval", "--quiet"]) == 2


def test_the_pins_of_peers() -> None:
    """What the project uses itself is compared in the release that it uses."""
    pins = peers.pins()
    assert peers.named("nbconvert").version == pins["nbconvert"] and peers.named("quarto").version == ""
    assert gate.OURS.pins == [] and f"numpy=={pins['numpy']}" in peers.named("nbval").pins
