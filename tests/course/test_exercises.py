"""The real exercises: all are there, each says in its prose what its cells show, and two builds show the same."""

import json
import re
import shutil
from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.common.project import Project, load_project
from course.execute.kernels import FRESH
from course.execute.notebooks import Executed
from course.execute.store import Store
from course.source.chapters import PARTS, Chapter
from course.source.parser import parse_chapter
from support import Build, run_build, tree
from tasks import chapters, text_of

CHAPTERS = sorted((ROOT / "chapters").glob("*.qmd"))
COUNTS = {"01": 4, "02": 10, "03": 8, "04": 6}
# What a cell shows, as text that two runs must agree on
KINDS = ("text/plain", "text/html", "image/svg+xml")


def shown(outputs: list) -> list[str]:
    return [o.text if o.output_type == "stream" else "".join(o.data.get(kind, "") for kind in KINDS) for o in outputs]


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT)


def recorded(root: Path) -> set[str]:
    """The outputs in a checkout's store; how long a run took and how much memory it needed is no output.

    Their names are left out: Quarto's setup cell, on which these depend, holds the checkout's path.
    """
    runs = [json.loads(data) for data in tree(root / ".cache/executed").values()]
    return {json.dumps([run["status"], run["outputs"]], sort_keys=True) for run in runs}


@pytest.fixture(scope="module")
def executed(sites) -> dict[str, Executed]:  # noqa: ANN001
    """The chapters as the portable build executed them."""
    root = sites("portable").root
    found = {}
    for path in CHAPTERS:
        one = Store(load_project(root)).last_executed(parse_chapter(path, f"chapters/{path.name}"))
        assert one is not None
        found[path.name[:2]] = one
    return found


def test_all_28_exercises_are_there() -> None:
    parsed = [parse_chapter(path, path.name) for path in CHAPTERS]
    assert {chapter.path.name[:2]: len(chapter.exercises) for chapter in parsed} == COUNTS
    for chapter in parsed:
        for exercise in chapter.exercises:
            for number, task in enumerate(exercise.tasks):
                # A further task begins with what the exercise has given
                own = {part.name for part in task.parts} | ({"given"} if number == 0 else set())
                assert [part.name for part in task.parts] == [part for part in PARTS if part in own], task.id
                assert own >= {*PARTS} - {"given"}, task.id


def test_every_task_has_a_hint_that_is_short_and_no_answer() -> None:
    """One to four sentences; no line of the answer's code, which the page shows below."""
    for chapter in chapters():
        for index, exercise in enumerate(chapter.exercises):
            for number, task in enumerate(exercise.tasks):
                hint = text_of(chapter, exercise, number, "hint")
                words = re.sub(r"`[^`]*`|\$[^$]*\$", "code", " ".join(hint.split()))
                assert 1 <= len(re.findall(r"[.!?](?= |$)", words)) <= 4, task.id
                lines = {
                    line.strip()
                    for cell in chapter.cells_of(index, "answer", number)
                    for line in cell.code.splitlines()
                }
                assert not [line for line in lines if len(line) > 12 and line in hint], task.id


def test_labels_are_unique_and_figures_described() -> None:
    cells = [cell for path in CHAPTERS for cell in parse_chapter(path, path.name).cells]
    labels = [cell.label for cell in cells]
    assert len(labels) == len(set(labels))
    for cell in cells:
        if cell.label.startswith("fig-"):
            assert len(cell.options.get("fig-cap", "")) > 30, cell.label
            assert len(cell.options.get("fig-alt", "")) > 40, cell.label
        if cell.label.startswith("tbl-"):
            assert cell.options.get("tbl-cap"), cell.label
        assert max((len(line) for line in cell.code.splitlines()), default=0) <= 79, cell.label


def test_nothing_on_stderr(executed: dict[str, Executed]) -> None:
    for one in executed.values():
        for cell, outputs in zip(one.chapter.cells, one.outputs, strict=True):
            assert not [o for o in outputs if o.get("name") == "stderr"], cell.label


@pytest.mark.full
@pytest.mark.seconds(60)
def test_fresh_kernels_give_the_same_outputs_figures_and_notebooks(site: Build, tmp_path: Path) -> None:
    """Forked kernels have imported what any exercise imports; no exercise may lean on another's imports."""
    engine = "quarto" if "Built with Quarto" in site.out else "portable"
    before = recorded(site.root), tree(site.site / "chapters")
    root = shutil.copytree(site.root, tmp_path / "course", symlinks=True)
    again = run_build(root, "--engine", engine, "--force", **{FRESH: "1"})
    assert again.code == 0, again.err
    after = recorded(root), tree(root / "_site/chapters")
    assert before[0] and before[0] == after[0]
    kept = [name for name in before[1] if name.endswith((".svg", ".ipynb"))]
    assert len(kept) >= 23
    assert [name for name in kept if before[1][name] != after[1][name]] == []


def prose_of(chapter: Chapter, index: int) -> str:
    """An exercise's prose without code, formulas, links' targets and headings."""
    exercise = chapter.exercises[index]
    lines = chapter.text.splitlines()
    code = {n for cell in chapter.cells for n in range(cell.line, cell.end + 1)}
    kept = [lines[n - 1] for n in range(exercise.line + 1, exercise.end + 1) if n not in code]
    return re.sub(r"`[^`]*`|\]\([^)]*\)|\$\$.*?\$\$|\$[^$]*\$", " ", "\n".join(kept), flags=re.DOTALL)


@pytest.mark.parametrize("number", COUNTS)
def test_decimal_numbers_in_the_prose_come_from_the_cells(executed: dict[str, Executed], number: str) -> None:
    """Every decimal number in the text is, rounded, a number in the exercise's code or outputs."""
    one = executed[number]
    missing = []
    for index, exercise in enumerate(one.chapter.exercises):
        pairs = zip(one.chapter.cells, one.outputs, strict=True)
        texts = [
            cell.source + " ".join(text for text in shown(outputs) if "<svg" not in text)
            for cell, outputs in pairs
            if cell.exercise == index
        ]
        known = {abs(float(n)) for n in re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", " ".join(texts))}
        known |= {100 * n for n in known}
        for found in re.findall(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)", prose_of(one.chapter, index)):
            digits = len(found.split(".")[1])
            if not any(abs(round(n, digits) - float(found)) < 10**-digits / 100 for n in known):
                missing.append(f"{exercise.number}: {found}")
    assert missing == []


def test_the_data_is_what_the_script_makes(tmp_path: Path) -> None:
    from datasets import faces, solar, water

    for dataset in (solar, water, faces):
        made = dataset.write_data(tmp_path)
        assert made.read_bytes() == (ROOT / "assets/data" / made.name).read_bytes(), made.name
    total = sum(file.stat().st_size for file in (ROOT / "assets/data").iterdir())
    assert total < 1_000_000
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in (ROOT / "assets/data").iterdir()}


def test_the_data_is_offered_for_download(site: Build) -> None:
    card = (site.site / "pages/data.html").read_text(encoding="utf-8")
    for file in (ROOT / "assets/data").iterdir():
        assert (site.site / "assets/data" / file.name).read_bytes() == file.read_bytes()
        assert f'href="../assets/data/{file.name}"' in card


def test_glossary_and_reference_name_their_exercises(site: Build) -> None:
    glossary = (site.site / "pages/glossary.html").read_text(encoding="utf-8")
    assert "1.1\u00a0Creating tensors and accessing attributes" in glossary.replace("&nbsp;", "\u00a0")
    terms = re.findall(r'id="([\w-]+)"[^>]*class="term"', glossary) or re.findall(
        r'class="term"[^>]*id="([\w-]+)"', glossary
    )
    assert len(terms) >= 40 and terms == sorted(terms)
    linked = set()
    for chapter in (site.site / "chapters").glob("*.html"):
        links = re.findall(r'href="\.\./pages/glossary\.html#([\w-]+)"', chapter.read_text(encoding="utf-8"))
        assert links, chapter.name
        assert len(links) == len(set(links)), f"{chapter.name}: a term is linked at its first use only"
        linked |= set(links)
    assert set(terms) <= linked, "every term is linked from a chapter"
