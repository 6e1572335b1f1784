"""What a unit's digest holds, and the cache in which Quarto finds chapters executed."""

import sys
from pathlib import Path

import nbformat
import pytest

from course.common.project import Project, load_project
from course.execute import environment, notebook_cache, quarto_cache
from course.execute.cells import in_order
from course.execute.environment import environment_digest
from course.execute.notebook_cache import Cache
from course.execute.notebooks import Executed, chapter_notebook
from course.execute.quarto_cache import fill_cache, held_notebooks
from course.execute.units import units_of
from course.render.portable.setup import portable_setup
from course.source.parser import parse_chapter
from support import change, small_course


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load_project(small_course(tmp_path / "course"))


def digests(project: Project) -> list[str]:
    """What decides whether the small chapter is executed."""
    now = load_project(project.root)
    units = units_of(parse_chapter(now.chapters[0], "01"), portable_setup(now))
    return [unit.digest(environment_digest(now)) for unit in units]


def test_prose_is_not_in_the_digest(project: Project) -> None:
    before = digests(project)
    change(project.chapters[0], "Words.", "Other words.")
    assert digests(project) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("chapters/01-small.qmd", "y = x + 1", "y = 1 + x"),
        ("_quarto.yml", "fig-width: 7", "fig-width: 6"),
        ("_quarto.yml", "fig-dpi: 96", "fig-dpi: 72"),
        ("_quarto.yml", "time-limit: 60", "time-limit: 90"),
        ("_environment", "OMP_NUM_THREADS=1", "OMP_NUM_THREADS=2"),
        ("assets/matplotlibrc", "svg.hashsalt", "savefig.bbox: tight\nsvg.hashsalt"),
        ("assets/data/solar.csv", "2025-01-01", "2025-01-02"),
    ],
)
def test_what_the_outputs_depend_on_is_in_the_digest(project: Project, file: str, old: str, new: str) -> None:
    before = digests(project)
    change(project.root / file, old, new)
    assert digests(project) != before


@pytest.mark.parametrize("file", ["chapters/helper.py", "chapters/package/__init__.py", "assets/data/more/new.csv"])
def test_what_cells_can_import_and_read_is_in_the_digest(project: Project, file: str) -> None:
    before = digests(project)
    (project.root / file).parent.mkdir(exist_ok=True)
    (project.root / file).write_text("one = 1\n", encoding="utf-8")
    made = digests(project)
    assert made != before
    change(project.root / file, "one = 1", "one = 2")
    assert digests(project) != made


def test_files_of_editors_are_not_in_the_digest(project: Project) -> None:
    before = digests(project)
    for name in ("assets/data/.~lock.solar.csv#", "assets/data/solar.csv~", "chapters/.#helper.py"):
        (project.root / name).write_text("locked", encoding="utf-8")
    assert digests(project) == before


def test_the_order_of_cells_is_in_the_digest(project: Project) -> None:
    before = digests(project)
    text = project.chapters[0].read_text()
    project.chapters[0].write_text(
        text.replace("x = 1", "?").replace("y = x + 1\nprint(y)", "x = 1").replace("?", "y = 2")
    )
    assert digests(project) != before


def test_versions_are_in_the_digest(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(project)
    with monkeypatch.context() as patch:
        patch.setattr("sys.version", "3.99.0")
        assert digests(project) != before
    monkeypatch.setattr(environment, "packages", lambda: "torch-3.0.0.dist-info")
    assert digests(project) != before


def test_the_cache_is_emptied_when_what_lies_around_changes_and_has_a_limit(project: Project) -> None:
    chapter = parse_chapter(project.chapters[0], "01")
    output = nbformat.v4.new_output("stream", text="said")
    executed = Executed(chapter, ["ok"] * 3, [[output], [], []], [0.0] * 3, True, 0.0, "pass")
    made = chapter_notebook(chapter, "pass")
    folder = project.cache / "notebooks"

    def found() -> bool:
        return Cache(folder, environment.environment_digest(project)).find(made) is not None

    assert not found()
    fill_cache(project, [executed], [output])
    assert found()
    assert Cache(folder, environment.environment_digest(project)).cache.get_cache_limit() == notebook_cache.LIMIT
    change(project.root / "assets/data/solar.csv", "2025-01-01", "2025-01-02")
    assert not found()


def test_what_is_held_is_known_without_jupyter_cache(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    chapter = parse_chapter(project.chapters[0], "01")
    error = nbformat.v4.new_output("error", ename="E", evalue="no", traceback=["\x1b[31mE\x1b[39m: no"])
    failed = Executed(chapter, ["error", "ok", "ok"], [[error], [], []], [0.0] * 3, True, 0.0, "pass")
    folder = project.cache / "notebooks"
    fill_cache(project, [failed], [])
    assert not held_notebooks(folder)
    fill_cache(project, [failed], [], with_failures=True)
    [[key, _]] = held_notebooks(folder).values()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "course.execute.notebook_cache", None)
        fill_cache(project, [failed], [], with_failures=True)
    file = quarto_cache.notebook_file(folder, str(key))
    # PDFs, which a plain preview sets as well, may not hold the codes of colors
    assert nbformat.read(file, as_version=4).cells[1].outputs[0].traceback == ["E: no"]
    file.write_text(file.read_text(encoding="utf-8")[:50], encoding="utf-8")
    assert not held_notebooks(folder)
    fill_cache(project, [failed], [], with_failures=True)
    assert held_notebooks(folder)
    (folder / "global.db").write_bytes(b"damaged")
    assert not held_notebooks(folder)
    fill_cache(project, [failed], [], with_failures=True)
    assert held_notebooks(folder)


def test_what_is_printed_in_pieces_is_one_text() -> None:
    pieces = [("stderr", "a"), ("stdout", "{"), ("stdout", "}"), ("", ""), ("stdout", "10 %\r20 %\r\nend\r")]
    outputs = [
        nbformat.v4.new_output("stream", name=name, text=text) if name else nbformat.v4.new_output("display_data")
        for name, text in pieces
    ]
    found = [(output.get("name"), output.get("text")) for output in in_order(outputs)]
    assert found == [("stdout", "{}"), ("stderr", "a"), (None, None), ("stdout", "20 %\nend")]
