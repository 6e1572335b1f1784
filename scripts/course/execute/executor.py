"""Execute chapters, those units of them that no earlier build has executed."""

import itertools
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event
from typing import TYPE_CHECKING, Any

from course.common.project import Project
from course.execute.environment import environment_digest
from course.execute.notebooks import Executed
from course.execute.store import Store, assemble
from course.execute.units import ExecutedUnit, Unit, have_run, units_of
from course.source.chapters import Cell, Chapter

if TYPE_CHECKING:
    from course.execute.kernels import Kernels

# Characters of code that a unit which has never run may run in a second, an estimate
SPEED = 1000
# The setup cell as a unit of its own: what it prints is part of the notebooks in Quarto's cache
QUARTO_SETUP = "quarto-setup"


def execute_chapters(
    project: Project,
    chapters: list[Chapter],
    setup: str,
    jobs: int,
    force: bool,
    on_executed: Callable[[Executed], None],
    *,
    on_kernels_needed: Callable[[list[Chapter]], Future[Any] | None] = lambda chapters: None,
    for_quarto: bool = False,
    kernels: "Kernels | None" = None,
    cancelled: Event | None = None,
    previewed: bool = False,
) -> list[Executed]:
    """Execute chapters.

    Args:
        project: The checkout.
        chapters: To execute.
        setup: Source of the engine's setup cell.
        jobs: Kernels at a time.
        force: Whether to execute what is in the store, too.
        on_executed: Called with each chapter as it is ready.
        on_kernels_needed: Called with the chapters when some units are not in the store, while kernels' imports run;
            returns what takes the place of one kernel until it is done, if anything does.
        for_quarto: Whether Quarto is to find all of them in its own cache.
        kernels: What runs units; without, the call has its own.
        cancelled: Set by another thread when the result is no longer wanted.
        previewed: Whether failures are results, too: shown, and not tried again before the code changes.

    Returns:
        The chapters, in the same order.

    Raises:
        CourseError: No kernel can be had; as `ExecutionCancelled` where that is the reason.
        OSError: A file cannot be read or written.
    """
    store, environment = Store(project), environment_digest(project)
    seconds: dict[str, float] = store.read_record().get("seconds", {})
    units = {chapter.stem: units_of(chapter, setup) for chapter in chapters}
    if for_quarto:
        units[QUARTO_SETUP] = [Unit(QUARTO_SETUP, None, "", (Cell(1, 1, setup, {}, "", None),))]
    known: dict[str, dict[int | None, ExecutedUnit]] = {stem: {} for stem in units}
    results: dict[str, Executed] = {}

    def add(unit: Unit, executed: ExecutedUnit) -> None:
        known[unit.chapter][unit.exercise] = executed

    def finish(chapter: Chapter) -> None:
        if len(known[chapter.stem]) == len(units[chapter.stem]):
            results[chapter.stem] = assemble(chapter, setup, known[chapter.stem])
            on_executed(results[chapter.stem])

    def keep(unit: Unit, executed: ExecutedUnit) -> None:
        store.keep(unit.digest(environment), executed)
        seconds[unit.name] = executed.seconds
        add(unit, executed)
        for chapter in chapters:
            if chapter.stem == unit.chapter:
                finish(chapter)

    missing: list[Unit] = []
    for unit in itertools.chain(*units.values()):
        found = None if force else store.find(unit.digest(environment))
        if found and (previewed or have_run(unit.cells, found.status)):
            add(unit, found)
        else:
            missing.append(unit)
    if missing:
        # Imported here, as it takes time that a build with known outputs does not need, and before the callers' threads
        # import what imports jupyter_client, too: two threads at a time get it half imported
        from course.execute.kernels import execute_units
    for chapter in chapters:
        finish(chapter)
    if missing:
        expected = {id(unit): seconds.get(unit.name, unit.size / SPEED) for unit in missing}
        totals: dict[str, float] = dict.fromkeys(units, 0.0)
        for unit in missing:
            totals[unit.chapter] += expected[id(unit)]
        # Chapter by chapter, so that one is rendered while the next is executed; in each, the longest unit first
        missing.sort(key=lambda unit: (totals[unit.chapter], unit.chapter, expected[id(unit)]), reverse=True)
        execute_units(
            *(project, missing, jobs, keep),
            kernels=kernels,
            cancelled=cancelled,
            start_beside=lambda: on_kernels_needed(chapters),
        )
        store.trim()
    store.write_record(setup, environment, seconds)
    executed = [results[chapter.stem] for chapter in chapters]
    if for_quarto:
        from course.execute.quarto_cache import fill_cache

        fill_cache(project, executed, known[QUARTO_SETUP][None].outputs[0], with_failures=previewed)
    return executed


def execute_anew(
    project: Project, chapters: list[Chapter], setup: str, jobs: int, kernels: "Kernels | None" = None
) -> list[Executed]:
    """Execute chapters, which need not be files, whatever the store holds, and keep nothing. Raises CourseError."""
    from course.execute.kernels import execute_units

    results: list[dict[int | None, ExecutedUnit]] = [{} for _ in chapters]
    units = [units_of(chapter, setup) for chapter in chapters]
    owners = {id(unit): result for each, result in zip(units, results, strict=True) for unit in each}

    def keep(unit: Unit, executed: ExecutedUnit) -> None:
        owners[id(unit)][unit.exercise] = executed

    longest_first = sorted(itertools.chain(*units), key=lambda unit: unit.size, reverse=True)
    execute_units(project, longest_first, jobs, keep, kernels=kernels)
    return [assemble(chapter, setup, result) for chapter, result in zip(chapters, results, strict=True)]
