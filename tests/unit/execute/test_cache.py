"""The cache of executed chapters: what its key holds, and what it does with entries that are not whole."""

from pathlib import Path

import nbformat
import pytest

from course.common.project import Project, load_project
from course.execute import cache, kernels, notebooks
from course.execute.cache import Cache
from course.render.portable.setup import portable_setup
from course.source.chapters import parse_chapter
from support import HEALTHY, copy_project, replace_chapters


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = copy_project(tmp_path / "course")
    replace_chapters(root, {"01-small.qmd": HEALTHY.encode()}, ["First"])
    return load_project(root)


def key(project: Project) -> tuple[str, list[str]]:
    """What decides whether the small chapter is executed: what lies around its cells, and the cells in their order."""
    chapter = parse_chapter(project.chapters[0], "01")
    built = notebooks.unexecuted_notebook(chapter, portable_setup(load_project(project.root)))
    return notebooks.environment_digest(project), [cell.source for cell in built.cells]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_prose_is_not_in_the_key(project: Project) -> None:
    before = key(project)
    change(project.chapters[0], "Words.", "Other words.")
    assert key(project) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("chapters/01-small.qmd", "y = x + 1", "y = 1 + x"),
        ("_quarto.yml", "fig-width: 7", "fig-width: 6"),
        ("_quarto.yml", "fig-dpi: 96", "fig-dpi: 72"),
        ("_environment", "OMP_NUM_THREADS=1", "OMP_NUM_THREADS=2"),
        ("assets/matplotlibrc", "svg.hashsalt", "savefig.bbox: tight\nsvg.hashsalt"),
        ("assets/data/solar.csv", "0", "1"),
    ],
)
def test_what_the_outputs_depend_on_is_in_the_key(project: Project, file: str, old: str, new: str) -> None:
    before = key(project)
    change(project.root / file, old, new)
    assert key(project) != before


def test_the_order_of_cells_is_in_the_key(project: Project) -> None:
    before = key(project)
    text = project.chapters[0].read_text()
    project.chapters[0].write_text(
        text.replace("x = 1", "?").replace("y = x + 1\nprint(y)", "x = 1").replace("?", "y = 2")
    )
    assert key(project) != before


def test_versions_are_in_the_key(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(project)
    with monkeypatch.context() as patch:
        patch.setattr("sys.version", "3.99.0")
        assert key(project) != before
    monkeypatch.setattr(notebooks, "packages", lambda: "torch-3.0.0.dist-info")
    assert key(project) != before


def test_the_cache_is_emptied_when_what_lies_around_changes_and_has_a_limit(project: Project) -> None:
    made = notebooks.unexecuted_notebook(parse_chapter(project.chapters[0], "01"), portable_setup(project))
    for number, cell in enumerate(made.cells, start=1):
        cell.outputs = [nbformat.v4.new_output("stream", text="said")]
        cell.execution_count = number
    found = Cache(project)
    assert found.find(made) is None
    found.store(made, uri="01")
    assert Cache(project).find(made) is not None
    assert found.cache.get_cache_limit() == cache.LIMIT
    change(project.root / "assets/data/solar.csv", "0", "1")
    assert Cache(project).find(made) is None


def test_what_is_printed_in_pieces_is_one_text() -> None:
    pieces = [("stdout", "{"), ("stdout", "}"), ("stderr", "a"), ("stdout", "\n")]
    outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in pieces]
    found = kernels.joined(outputs)
    assert [(output.name, output.text) for output in found] == [("stdout", "{}"), ("stderr", "a"), ("stdout", "\n")]
