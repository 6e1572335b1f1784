"""A cell that runs out of time at once, while the cells around it have as long as they need."""

import pytest
from nbformat import NotebookNode

from course.execute.cells import Run


def cut_short(patch: pytest.MonkeyPatch, words: str) -> dict[str, float]:
    """Give cells whose code has these words one second, whatever is left of their exercise's limit.

    Returns:
        What was left for each code in seconds, filled in as they run.
    """
    execute_code, left = Run.execute_code, dict[str, float]()

    async def hurried(run: Run, code: str, seconds: float) -> tuple[str, list[NotebookNode]]:
        left[code] = seconds
        return await execute_code(run, code, 1 if words in code else seconds)

    patch.setattr(Run, "execute_code", hurried)
    return left
