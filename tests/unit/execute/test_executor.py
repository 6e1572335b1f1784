"""Which chapters are executed, how a cell's end is told, and that a stopped execution ends."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute import executor, kernels, notebooks, uncached
from course.execute.notebooks import Executed
from course.source.chapters import Chapter, parse_chapter
from support import HEALTHY, as_executed

# Seconds after which a test that hangs ends
LIMIT = 100


class Memory:
    """A cache in memory; known: the stems of the chapters that it holds."""

    def __init__(self, known: set[str]) -> None:
        self.known = known

    def find(self, notebook: Any) -> Any:
        return notebook if notebook.metadata["stem"] in self.known else None

    def store(self, notebook: Any, uri: str) -> None:
        self.known.add(Path(uri).stem)


@pytest.fixture
def chapters(tmp_path: Path) -> list[Chapter]:
    for name in ("01-a", "02-b", "03-c"):
        (tmp_path / f"{name}.qmd").write_text(HEALTHY, encoding="utf-8")
    return [parse_chapter(file, f"chapters/{file.name}") for file in sorted(tmp_path.glob("*.qmd"))]


@pytest.fixture
def cached(chapters: list[Chapter], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What a cache in memory holds: the first chapter at first. A chapter's execution fails in the one named 03-c."""
    known = {"01-a"}

    def build(chapter: Chapter, setup: str) -> Any:
        made = nbformat.v4.new_notebook(metadata={"stem": chapter.stem})
        made.cells = [nbformat.v4.new_code_cell() for _ in range(len(chapter.cells) + 1)]
        return made

    def run(project: Project, chapter: Chapter, notebook: Any) -> Executed:
        status = ["ok", "error" if chapter.stem == "03-c" else "ok", "ok"]
        return as_executed(chapter, status=status)

    monkeypatch.setattr(uncached, "Cache", lambda project: Memory(known))
    monkeypatch.setattr(notebooks, "unexecuted_notebook", build)
    monkeypatch.setattr(notebooks, "environment_digest", lambda project: "the same packages")
    monkeypatch.setattr(uncached, "execute", run)
    return known


def test_what_is_cached_is_not_executed_and_failures_are_not_kept(
    tmp_path: Path, chapters: list[Chapter], cached: set[str]
) -> None:
    project, told = Project(tmp_path, {}, ()), list[str]()
    done: Callable[[Executed], None] = lambda executed: told.append(executed.chapter.stem)  # noqa: E731
    result = executor.execute_all(project, chapters, "", 1, False, done)
    assert [(e.chapter.stem, e.cached) for e in result] == [("01-a", True), ("02-b", False), ("03-c", False)]
    assert told == ["01-a", "02-b", "03-c"] and cached == {"01-a", "02-b"}
    assert {file.stem for file in (project.cache / "executed").iterdir()} == {"01-a", "02-b", "03-c"}
    forced = executor.execute_all(project, chapters, "", 1, True, done)
    assert not any(executed.cached for executed in forced)


def test_what_the_last_build_executed_is_read_where_it_was_of_the_same_key(
    tmp_path: Path, chapters: list[Chapter], cached: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path, {}, ())

    def executed(setup: str = "", *, shared: bool = False) -> list[bool]:
        cached.clear()
        result = executor.execute_all(project, chapters, setup, 1, False, lambda executed: None, for_quarto=shared)
        return [one.cached for one in result]

    assert executed() == [False, False, False]
    assert executed() == [True, True, False], "without the cache; what failed is executed again"
    assert executed(shared=True) == [False, False, False], "Quarto would not find them in its cache"
    assert executed("another setup cell") == [False, False, False]
    monkeypatch.setattr(notebooks, "environment_digest", lambda project: "other packages")
    assert executed("another setup cell") == [False, False, False]
    (project.cache / "executed/01-a.ipynb").write_text("{}", encoding="utf-8")
    assert executed("another setup cell") == [False, True, False], "a damaged file counts as none"


@pytest.mark.usefixtures("cached")
def test_an_error_ends_what_runs_and_what_has_not_begun(
    tmp_path: Path, chapters: list[Chapter], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = threading.Event()

    def run(project: Project, chapter: Chapter, notebook: Any) -> Executed:
        if chapter.stem == "01-a":
            raise CourseError("the setup cell failed")
        killed.wait(LIMIT)
        return as_executed(chapter, status=["kernel-died"] * 3)

    monkeypatch.setattr(uncached, "execute", run)
    monkeypatch.setattr(processes, "end", lambda project: killed.set())
    with pytest.raises(CourseError, match="the setup cell failed"):
        executor.execute_all(Project(tmp_path, {}, ()), chapters * 2, "", 2, True, lambda executed: None)
    assert killed.is_set()


def test_what_was_never_started_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started, killed = threading.Event(), threading.Event()
    monkeypatch.setattr(processes, "end", lambda project: killed.set())

    def run() -> Any:
        started.set()
        killed.wait(LIMIT)

    with ThreadPoolExecutor(max_workers=1) as pool:
        futures = [pool.submit(run) for _ in range(3)]
        started.wait(LIMIT)
        uncached.stop(Project(tmp_path, {}, ()), pool, futures)
    assert [future.cancelled() for future in futures] == [False, True, True]


@pytest.mark.parametrize(
    "problem, status",
    [(None, "ok"), (CellTimeoutError("slow"), "time-limit"), (DeadKernelError("dead"), "kernel-died")],
)
def test_how_a_cell_ends(problem: Exception | None, status: str) -> None:
    cell, ran = nbformat.v4.new_code_cell("#| label: a\nx = 1"), list[str]()

    def run(cell: Any, index: int) -> None:
        ran.append(cell.source)
        if problem:
            raise problem

    client: Any = SimpleNamespace(execute_cell=run)
    assert kernels.execute_cell(client, cell, 1, "x = 1") == status
    assert ran == ["x = 1"] and cell.source == "#| label: a\nx = 1"


def test_a_cell_that_raises() -> None:
    cell = nbformat.v4.new_code_cell("1 / 0")

    def run(cell: Any, index: int) -> None:
        cell.outputs = [nbformat.v4.new_output("error", ename="ZeroDivisionError")]

    client: Any = SimpleNamespace(execute_cell=run)
    assert kernels.execute_cell(client, cell, 1, "1 / 0") == "error"


def test_memory_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "process_id", lambda client: -1)
    client: Any = None
    assert kernels.peak_memory(client) == 0.0
