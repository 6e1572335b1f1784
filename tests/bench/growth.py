"""Growth: a synthetic course of more and more chapters, built by the portable engine, one and two kernels at a time."""

import argparse
import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bench import build, cases, report
from bench.cases import WORK, Case
from bench.report import Goal, number
from course.bootstrap import last_error
from course.common.console import Reporter
from course.common.errors import CourseError
from support import replace_chapters

NAME = "growth"
SIZES = (4, 16, 64)
# Chapters and jobs; one job only where it does not take long
STEPS = ((4, 2), (16, 2), (64, 2), (16, 1))
TITLE = "A line through points"
CHAPTER = """\
---
title: Chapter {number} of a course that grows
description: A line through {number} points.
---

## A line through points {{#line-{number}}}

A line has a slope and an intercept.

::: instructions
- Compute the line's values.
:::

::: given
```{{python}}
#| label: line-{number}-given
points = list(range({number} + 2))
```
:::

::: answer
```{{python}}
#| label: line-{number}-answer
values = [{number} * point + 1 for point in points]
print(values[:3])
```
:::

::: check
```{{python}}
#| label: line-{number}-check
assert len(values) == len(points), "one value for each point"
assert values[0] == 1, "the line crosses the axis at 1"
print("values holds one value for each point")
```
:::

::: explanation
The slope is ${number}$, as the figure shows.

```{{python}}
#| label: fig-line-{number}
#| fig-cap: "A line with the slope {number}."
#| fig-alt: "A straight line that rises from left to right."
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(points, values)
ax.set(xlabel="point", ylabel="value")
plt.show()
```
:::
"""


def measure_all(options: argparse.Namespace, reporter: Reporter) -> Path:
    """Measure and write the result. Returns its file. Raises CourseError."""
    seconds: dict[tuple[int, int], list[float]] = {step: [] for step in STEPS}
    megabytes: dict[tuple[int, int], float] = {}
    # A last turn looks at the memory, which would slow the others
    for turn in range(1, options.runs + 2):
        watch = turn > options.runs
        for size, jobs in STEPS:
            with reporter.stage(
                f"{'Memory' if watch else f'Run {turn} of {options.runs}'}: {size} chapters, {jobs} jobs"
            ):
                run = cases.run_case(synthetic_case(size, jobs), watch=watch)
            if run.code != 0:
                raise CourseError(f"{size} chapters: {last_error(run.output)}")
            reporter.say(f"  {run.seconds:.1f} s")
            if run.processes:
                megabytes[size, jobs] = round(run.processes.megabytes)
            else:
                seconds[size, jobs].append(round(run.seconds, 2))
    shutil.rmtree(WORK / NAME)
    steps = [
        {"chapters": size, "jobs": jobs, "seconds": seconds[size, jobs], "megabytes": megabytes[size, jobs]}
        for size, jobs in STEPS
    ]
    goals = judge(seconds, megabytes)
    file = report.write_result(NAME, {"runs": options.runs, "versions": build.versions(), "steps": steps}, goals)
    return file


def synthetic_case(size: int, jobs: int) -> Case:
    """A cold build of a course of so many chapters."""
    folder = WORK / NAME
    command = (*cases.our_command("portable"), "--jobs", str(jobs))
    return Case(f"{size} chapters", folder, command, os.environ, partial(write_course, folder, size))


def write_course(folder: Path, size: int) -> None:
    """A copy of the project with synthetic chapters in place of its own."""
    cases.copy_ours(folder)
    names = {f"{number:02d}-line.qmd": chapter(number).encode() for number in range(1, size + 1)}
    replace_chapters(folder, names, [TITLE] * size)


def chapter(number: int) -> str:
    """The text of a synthetic chapter; its code differs from that of all others."""
    return CHAPTER.format(number=number)


def judge(seconds: Mapping[tuple[int, int], list[float]], megabytes: Mapping[tuple[int, int], float]) -> list[Goal]:
    """The goals of growth; memory that stays within a tenth does not grow."""
    few, many = (SIZES[0], 2), (SIZES[-1], 2)
    apart = [value * few[0] / many[0] for value in seconds[many]]
    return [
        Goal("seconds a chapter, 64 chapters / 4", report.ratio(apart, seconds[few]), 1.2),
        Goal("memory, 64 chapters / 4", megabytes[many] / megabytes[few], 1.1),
    ]


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table."""
    lines = [["chapters", "jobs", "median s", "s a chapter", "MB"]]
    for step in result["steps"]:
        seconds = report.middle(step["seconds"]) or 0.0
        figures = [number(seconds, 1), number(seconds / step["chapters"], 2), number(step["megabytes"], 0)]
        lines.append([str(step["chapters"]), str(step["jobs"]), *figures])
    return report.table(lines)
