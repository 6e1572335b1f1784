"""The notebooks to download: whole, clean, and run as a reader runs them, beside the data of the zip."""

import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from course.bootstrap import ROOT
from course.cli import check
from course.common.project import load_project
from course.export.downloads import downloads
from course.gate.built_site import Site
from course.source.chapters import Chapter
from course.source.parser import parse_chapter
from support import Build

CHAPTERS = {
    path.name[:2]: parse_chapter(path, f"chapters/{path.name}") for path in sorted((ROOT / "chapters").glob("*.qmd"))
}
ZIP = "course-notebooks.zip"
# The line above folded code, by which Colab folds it
FORM = re.compile(r"\A# @title \w+\n")
# What is Quarto's and not Jupyter's, or this machine's; hints are folded in HTML
LEFTOVERS = re.compile(r":::|\{[#.=]|\{python\}|<!--|<(?!details>|summary>)[a-z-]+[ >]|#\|\s|\.qmd|\.\./")


def read(site: Path, chapter: Chapter, kind: str) -> NotebookNode:
    return nbformat.read(site / "chapters" / f"{chapter.stem}-{kind}.ipynb", as_version=4)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells but the first, which looks at what is installed."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"][1:]


def text(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def shown(cell: NotebookNode) -> list[str]:
    """What a cell printed and showed, figures aside, which have the reader's own style."""
    outputs = [o for o in cell.outputs if not any(kind.startswith("image/") for kind in o.get("data", {}))]
    return [o.text if o.output_type == "stream" else str(sorted(o.get("data", {}).items())) for o in outputs]


@pytest.mark.parametrize("number", CHAPTERS)
def test_a_chapter_has_two_clean_notebooks(site: Build, number: str) -> None:
    chapter = CHAPTERS[number]
    for kind in ("practice", "solution"):
        file = site.site / "chapters" / f"{chapter.stem}-{kind}.ipynb"
        notebook = read(site.site, chapter, kind)
        nbformat.validate(notebook)
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
        assert str(site.root) not in file.read_text(encoding="utf-8")
        assert [cell.id for cell in notebook.cells if LEFTOVERS.search(cell.source)] == []
        headings = [f"## {exercise}" for exercise in chapter.exercises]
        assert [line for line in text(notebook).splitlines() if line in headings] == headings
        cells = code(notebook)
        if kind == "practice":
            assert all(not cell.outputs and cell.execution_count is None for cell in cells)
        else:
            assert [cell.execution_count for cell in cells] == list(range(1, len(chapter.cells) + 1))
            # Every formula of the chapter is there, as it was written
            formulas = re.findall(r"\$\$?[^$]+\$\$?", re.sub(r"`[^`]*`", "", "\n".join(t for _, t in chapter.prose)))
            written = "".join(text(notebook).split())
            assert [formula for formula in formulas if "".join(formula.split()) not in written] == []


def test_practice_and_solution_agree_but_for_the_answers(sites) -> None:  # noqa: ANN001
    """With the solution's answers put in, a practice notebook holds the code that the solution notebook runs."""
    for chapter in CHAPTERS.values():
        practice, solution = (
            {cell.id: cell.source for cell in code(read(sites("portable").site, chapter, kind))}
            for kind in ("practice", "solution")
        )
        kept = [cell.label for cell in chapter.cells if cell.part in ("given", "check")]
        answers = [f"{task.id}-your-answer" for exercise in chapter.exercises for task in exercise.tasks]
        assert [name for name in practice if name not in answers] == kept
        assert [name for name in practice if name in answers] == answers
        assert [name for name in kept if FORM.sub("", practice[name]) != solution[name]] == []


def test_practice_offers_hints_and_what_to_try_next_and_folds_checks(sites) -> None:  # noqa: ANN001
    for chapter in CHAPTERS.values():
        notebook = read(sites("portable").site, chapter, "practice")
        tasks = [task for exercise in chapter.exercises for task in exercise.tasks]
        hints = [cell.source for cell in notebook.cells if cell.source.startswith("<details>\n<summary>Hint</summary>")]
        assert len(hints) == len(tasks) and all(hint.endswith("\n\n</details>") for hint in hints)
        following = [cell for cell in notebook.cells if cell.source.startswith("**Try next")]
        assert len(following) == chapter.text.count("\n**Try next")
        folded = {cell.id for cell in notebook.cells if cell.metadata.get("jupyter", {}).get("source_hidden")}
        assert folded == {
            cell.label for cell in chapter.cells if cell.part == "check" or cell.label.endswith("-helpers")
        }


def test_the_zip_is_complete_and_the_same_every_time(site: Build) -> None:
    data = {file.name: file.read_bytes() for file in (ROOT / "assets/data").iterdir()}
    books = {file.name: file.read_bytes() for file in (site.site / "chapters").glob("*.ipynb")}
    assert len(books) == 2 * len(CHAPTERS)
    with zipfile.ZipFile(site.site / ZIP) as archive:
        assert archive.testzip() is None
        found = {Path(name).name: archive.read(name) for name in archive.namelist()}
        assert {Path(name).parent.as_posix() for name in archive.namelist()} == {"course-notebooks"}
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    readme, requirements = found.pop("README.md").decode(), found.pop("requirements.txt").decode()
    assert found == data | books
    assert all(f"`{name}`" in readme for name in found)
    assert {"pip install -r requirements.txt", "jupyter lab"} <= {line.strip() for line in readme.splitlines()}
    assert set(requirements.split()) <= set((ROOT / "requirements.txt").read_text(encoding="utf-8").split())
    context = check.last_build(load_project(site.root))
    assert downloads(context.project, context.executed)[ZIP] == (site.site / ZIP).read_bytes()


def test_pages_offer_them(site: Build) -> None:
    offered = {page.path: {page.resolve(link) for link in page.links} for page in Site(site.site).pages}
    assert ZIP in offered["index.html"]
    for chapter in CHAPTERS.values():
        files = {f"chapters/{chapter.stem}{end}" for end in ("-practice.ipynb", "-solution.ipynb", ".pdf")}
        assert files <= offered["index.html"] & offered[f"chapters/{chapter.stem}.html"]


# Empty answers are judged in tests/course/test_answers.py as well, without kernels
@pytest.mark.seconds(8)
@pytest.mark.parametrize("kind", [pytest.param("practice", marks=pytest.mark.full), "solution"])
@pytest.mark.parametrize("number", CHAPTERS)
def test_it_runs_beside_the_data(sites, tmp_path: Path, number: str, kind: str) -> None:  # noqa: ANN001
    """Untouched, every check of a practice notebook fails helpfully; a solution notebook shows again what it shows."""
    with zipfile.ZipFile(sites("portable").site / ZIP) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "course-notebooks"
    file = folder / f"{CHAPTERS[number].stem}-{kind}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    saved = [shown(cell) for cell in code(notebook)]
    run = {"timeout": 600, "allow_errors": True, "coalesce_streams": True}
    client = NotebookClient(notebook, **run, resources={"metadata": {"path": str(folder)}})
    environment = load_project(ROOT).environment()
    environment.pop("MATPLOTLIBRC")
    client.execute(env=environment)
    assert notebook.cells[1].outputs[0].text == "Everything that this notebook needs is here.\n"
    errors = {
        cell.id: (output.ename, output.evalue)
        for cell in code(notebook)
        for output in cell.outputs
        if output.output_type == "error"
    }
    if kind == "practice":
        checks = [cell.label for cell in CHAPTERS[number].cells if cell.part == "check"]
        assert list(errors) == checks
        assert [name for name, (kind, message) in errors.items() if kind != "AssertionError" or len(message) < 20] == []
    else:
        assert errors == {}
        assert [shown(cell) for cell in code(notebook)] == saved
