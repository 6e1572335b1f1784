"""The author's wait: our builds beside the floor and beside other tools, on the same chapters, in alternation."""

import argparse
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from bench import cases, peers, readme, report
from bench.cases import Case, Result
from bench.report import Goal, number, ratio

from course.bootstrap import ROOT
from course.common.console import Reporter
from course.render import portable
from course.render.quarto import program

NAME = "build"
PEERS = ("quarto", "nbconvert", "jupyter-book")
HEADS = ("tool", "median s", "from", "to", "processor s", "kernels", "cells")
MEMORY_LIMIT = 2000  # megabytes, of all processes of a build with two jobs


def run(options: argparse.Namespace, reporter: Reporter) -> None:
    """Measure, write the result and print its tables. Raises CourseError."""
    with reporter.stage("Setting up"):
        found = all_cases()
    results = {case.name: Result(case.name) for case in found}
    for turn in range(1, options.runs + 1):
        for case in found:
            result = results[case.name]
            if not result.failure:
                with reporter.stage(f"Run {turn} of {options.runs}: {case.name}"):
                    result.add(*cases.measured(case))
                reporter.say(f"  {result.failure or f'{result.seconds[-1]:.1f} s'}")
    with reporter.stage("Looking at the memory of two builds"):
        memory = {case.name: peak(case) for case in found if case.name.endswith(", cold")}
    goals = judged(results, memory, len(cases.chapters_of_course()))
    content = {"runs": options.runs, "versions": versions(), "cases": list(map(vars, results.values()))}
    file = report.write(NAME, content | {"megabytes": memory}, goals)
    readme.update(ROOT)
    reporter.say(table(results))
    reporter.say(report.goals_table(goals))
    reporter.say(f"Written to {file.relative_to(ROOT)}")


def all_cases() -> list[Case]:
    """Everything that is timed, in the order of a turn; without Quarto, what needs it is left out."""
    texts = cases.chapters_of_course()
    there = program.look([]) is not None
    found = [cases.bare(texts), *cases.ours("portable")]
    found += cases.ours("quarto")[:2] if there else []
    return found + [cases.peer(name, texts) for name in PEERS if there or name != "quarto"]


def versions() -> dict[str, str]:
    """The programs that were compared."""
    there = program.look([])
    pins = {peer.name: peer.version for peer in map(peers.named, PEERS) if peer.version}
    own = {"nbclient": version("nbclient"), **portable.versions(), "torch": version("torch")}
    return own | ({"Quarto": there.version} if there else {}) | pins


def peak(case: Case) -> float | None:
    """Megabytes of a cold build with two jobs; None where it fails."""
    two = Case(case.name, case.folder, (*case.command, "--jobs", "2"), case.environment, case.prepare)
    done, _ = cases.measured(two, memory=True)
    return round(done.megabytes) if done.code == 0 else None


def judged(results: Mapping[str, Result], memory: Mapping[str, float | None], chapters: int) -> list[Goal]:
    """The goals of the author's wait. chapters: how many the course has, each of which needs a kernel when cold."""

    def beside(first: str, second: str) -> float | None:
        return ratio(seconds(results, first), seconds(results, second))

    def kernels(name: str) -> float | None:
        return report.middle(results[name].kernels) if name in results else None

    book = next((name for name in results if name.startswith("jupyter-book")), "")
    return [
        Goal("portable, cold / floor", beside("portable, cold", "floor"), 1.35),
        Goal("portable, cold: kernels", kernels("portable, cold"), chapters),
        Goal("portable, nothing changed: s", middle(results, "portable, nothing changed"), 2),
        Goal("portable, nothing changed: kernels", kernels("portable, nothing changed"), 0),
        Goal("portable, one sentence edited: s", middle(results, "portable, one sentence edited"), 3),
        Goal("portable, one sentence edited: kernels", kernels("portable, one sentence edited"), 0),
        Goal("portable, one answer edited: kernels", kernels("portable, one answer edited"), 1),
        Goal("portable, cold: MB", memory.get("portable, cold"), MEMORY_LIMIT),
        Goal("Quarto, cold / plain Quarto", beside("Quarto, cold", "plain Quarto"), 0.55),
        Goal("Quarto, cold / Jupyter Book", beside("Quarto, cold", book), 1),
        Goal("Quarto, cold: kernels", kernels("Quarto, cold"), chapters),
        Goal("Quarto, nothing changed / cold", beside("Quarto, nothing changed", "Quarto, cold"), 0.5),
        Goal("Quarto, cold: MB", memory.get("Quarto, cold"), MEMORY_LIMIT),
    ]


def seconds(results: Mapping[str, Result], name: str) -> list[float]:
    """The seconds of a case's runs; none of a case that failed or was left out."""
    return results[name].seconds if name in results and not results[name].failure else []


def middle(results: Mapping[str, Result], name: str) -> float | None:
    """The median of a case's seconds."""
    return report.middle(seconds(results, name))


def table(results: Mapping[str, Result]) -> str:
    """The results as a Markdown table."""
    return report.table([HEADS, *(row(result) for result in results.values())])


def row(result: Result) -> list[str]:
    """A case's line of the table."""
    if result.failure or not result.seconds:
        return [result.name, "unusable", *[""] * (len(HEADS) - 2)]
    figures: list[Any] = [report.middle(result.seconds), min(result.seconds), max(result.seconds)]
    figures.append(report.middle(result.processor))
    counts = [report.middle(result.kernels), report.middle(result.cells) if max(result.cells) >= 0 else None]
    return [result.name, *(number(figure, 1) for figure in figures), *(number(count, 0) for count in counts)]
