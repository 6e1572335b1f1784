"""Growth: a synthetic course of more and more chapters, built by the portable engine, one and two kernels at a time."""

import argparse
import compileall
import os
import shutil
import sys
from functools import partial
from pathlib import Path

from bench import build, cases, layouts, readme, report
from bench.cases import WORK, Case
from bench.report import Goal, number

from course.bootstrap import ROOT, last_error
from course.common.console import Reporter
from course.common.errors import CourseError

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


def run(options: argparse.Namespace, reporter: Reporter) -> None:
    """Measure, write the result and print its tables. Raises CourseError."""
    seconds: dict[tuple[int, int], list[float]] = {step: [] for step in STEPS}
    memory: dict[tuple[int, int], list[float]] = {step: [] for step in STEPS}
    for turn in range(1, options.runs + 1):
        for size, jobs in STEPS:
            with reporter.stage(f"Run {turn} of {options.runs}: {size} chapters, {jobs} at a time"):
                done, _ = cases.measured(synthetic(size, jobs), memory=True)
            if done.code != 0:
                raise CourseError(f"{size} chapters: {last_error(done.output)}")
            reporter.say(f"  {done.seconds:.1f} s, {done.megabytes:.0f} MB")
            seconds[size, jobs].append(round(done.seconds, 2))
            memory[size, jobs].append(round(done.megabytes))
    shutil.rmtree(WORK / NAME)
    rows = [
        {"chapters": size, "jobs": jobs, "seconds": seconds[size, jobs], "megabytes": memory[size, jobs]}
        for size, jobs in STEPS
    ]
    goals = judged(seconds, memory)
    file = report.write(NAME, {"runs": options.runs, "versions": build.versions(), "steps": rows}, goals)
    readme.update(ROOT)
    reporter.say(table(seconds, memory))
    reporter.say(report.goals_table(goals))
    reporter.say(f"Written to {file.relative_to(ROOT)}")


def synthetic(size: int, jobs: int) -> Case:
    """A cold build of a course of so many chapters."""
    folder = WORK / NAME
    command = (sys.executable, "scripts/build.py", "--engine", "portable", "--jobs", str(jobs))
    return Case(f"{size} chapters", folder, command, os.environ, partial(write, folder, size))


def write(folder: Path, size: int) -> None:
    """A copy of the project with synthetic chapters in place of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    layouts.write_project(folder)
    from support import replace_chapters

    names = {f"{number:02d}-line.qmd": chapter(number).encode() for number in range(1, size + 1)}
    replace_chapters(folder, names, [TITLE] * size)
    compileall.compile_dir(folder / "scripts", quiet=1)


def chapter(number: int) -> str:
    """The text of a synthetic chapter; its code differs from that of all others."""
    return CHAPTER.format(number=number)


def judged(seconds: dict[tuple[int, int], list[float]], memory: dict[tuple[int, int], list[float]]) -> list[Goal]:
    """The goals of growth; memory that stays within a tenth does not grow."""
    few, many = (SIZES[0], 2), (SIZES[-1], 2)
    apart = [value * few[0] / many[0] for value in seconds[many]]
    return [
        Goal("seconds a chapter, 64 chapters / 4", report.ratio(apart, seconds[few]), 1.2),
        Goal("memory, 64 chapters / 4", report.ratio(memory[many], memory[few]), 1.1),
    ]


def table(seconds: dict[tuple[int, int], list[float]], memory: dict[tuple[int, int], list[float]]) -> str:
    """The results as a Markdown table."""
    lines = [["chapters", "jobs", "median s", "s a chapter", "MB"]]
    for size, jobs in STEPS:
        time = report.middle(seconds[size, jobs]) or 0.0
        figures = [number(time, 1), number(time / size, 2), number(report.middle(memory[size, jobs]), 0)]
        lines.append([str(size), str(jobs), *figures])
    return report.table(lines)
