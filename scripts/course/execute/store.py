"""The store of executed units, by the content that they depend on, and what the last build executed."""

import json
import os
from collections.abc import Mapping
from typing import Any

import nbformat

from course.common.files import write_whole
from course.common.project import Project
from course.common.render_cache import trim
from course.execute.notebooks import Executed
from course.execute.units import ExecutedUnit, units_of
from course.source.chapters import Chapter

LIMIT = 100_000_000  # bytes; a course takes about two million


class Store:
    """Executed units, each in a file named by its digest, those with failed cells included."""

    def __init__(self, project: Project) -> None:
        self.folder = project.cache / "executed"
        self.record = project.cache / "last-execution.json"

    def find(self, digest: str) -> ExecutedUnit | None:
        """A unit; None where it is not here, or damaged."""
        file = self.folder / digest
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            os.utime(file)
            outputs = [[nbformat.from_dict(output) for output in each] for each in found["outputs"]]
            return ExecutedUnit(found["status"], outputs, found["peaks"], found["seconds"], cached=True)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, digest: str, unit: ExecutedUnit) -> None:
        """Keep a unit. Raises OSError."""
        names = ("status", "outputs", "peaks", "seconds")
        write_whole(self.folder / digest, json.dumps({name: getattr(unit, name) for name in names}))

    def trim(self) -> None:
        """Remove what was used longest ago, where the store has grown large."""
        trim(self.folder, LIMIT)

    def write_record(self, setup: str, environment: str, seconds: Mapping[str, float]) -> None:
        """Write down how the last build executed, and how long each unit took. Raises OSError."""
        facts = {"setup": setup, "environment": environment, "seconds": dict(seconds)}
        write_whole(self.record, json.dumps(facts))

    def read_record(self) -> dict[str, Any]:
        """What `write_record` wrote; empty where there is nothing, or it is damaged."""
        try:
            return dict(json.loads(self.record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def last_executed(self, chapter: Chapter) -> Executed | None:
        """A chapter as the last build executed it; None where its code has changed since."""
        record = self.read_record()
        if not {"setup", "environment"} <= record.keys():
            return None
        units = units_of(chapter, record["setup"])
        known = {unit.exercise: self.find(unit.digest(record["environment"])) for unit in units}
        found = {exercise: executed for exercise, executed in known.items() if executed}
        return assemble(chapter, record["setup"], found) if len(found) == len(units) else None


def assemble(chapter: Chapter, setup: str, units: Mapping[int | None, ExecutedUnit]) -> Executed:
    """Put a chapter together. units: by their exercises."""
    fresh = [unit for unit in units.values() if not unit.cached]
    result = Executed(chapter, [], [], [], not fresh, sum(unit.seconds for unit in fresh), setup)
    result.executed = sum(len(unit.status) for unit in fresh)
    cells = {exercise: zip(unit.status, unit.outputs, unit.peaks, strict=True) for exercise, unit in units.items()}
    for cell in chapter.cells:
        status, outputs, peak = next(cells[cell.exercise])
        result.status.append(status)
        result.outputs.append(outputs)
        result.peaks.append(peak)
    return result
