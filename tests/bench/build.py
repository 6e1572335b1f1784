"""The author's wait: our builds beside bare execution and other tools, on the same chapters, in alternation."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import cases, peers, report
from bench.cases import BARE, EXERCISE, Case, Result
from bench.report import Goal, number, ratio
from course.common.console import Reporter
from course.render.portable.engine import PortableEngine
from course.render.quarto.program import look

NAME = "build"
PEERS = ("quarto", "nbconvert", "jupyter-book")
HEADS = ("tool", "median s", "from", "to", "cells s", "processor s", "kernels", "forks", "MB")
MEMORY_LIMIT = 1200  # megabytes, of all processes of a build with two jobs


def measure_all(options: argparse.Namespace, reporter: Reporter) -> Path:
    """Measure and write the result. Returns its file. Raises CourseError."""
    with reporter.stage("Setting up"):
        found = all_cases()
    results = {case.name: Result(case.name) for case in found}
    # A last turn looks at processes, which would slow the others
    for turn in range(1, options.runs + 2):
        watch = turn > options.runs
        for case in found:
            result = results[case.name]
            if not result.failure:
                with reporter.stage(f"{'Processes' if watch else f'Run {turn} of {options.runs}'}: {case.name}"):
                    run = cases.run_case(case, watch=watch)
                result.add(run)
                reporter.say(f"  {result.failure or f'{run.seconds:.1f} s'}")
    goals = judge(results)
    content = {"runs": options.runs, "versions": versions(), "cases": [asdict(result) for result in results.values()]}
    file = report.write_result(NAME, content, goals)
    return file


def all_cases() -> list[Case]:
    """Everything that is timed, in the order of a turn; without Quarto, what needs it is left out."""
    texts, there = cases.read_course(), look()[0] is not None
    found = [cases.bare_case(BARE, texts), *cases.our_cases("portable")]
    # Beside the case that it is compared with: the machine has slow moments
    found += [cases.bare_case(EXERCISE, cases.edited_exercise()), cases.one_job("portable")]
    found += cases.our_cases("quarto") if there else []
    return found + [cases.peer_case(name, texts) for name in PEERS if there or name != "quarto"]


def versions() -> dict[str, str]:
    """The programs that were compared."""
    there, _ = look()
    pins = {peer.name: peer.version for peer in map(peers.named, PEERS) if peer.version}
    own = {"nbclient": version("nbclient"), **PortableEngine().versions(), "torch": version("torch")}
    return own | ({"Quarto": there.version} if there else {}) | pins


def judge(results: Mapping[str, Result]) -> list[Goal]:
    """The goals of the author's wait."""
    book = next((name for name in results if name.startswith("jupyter-book")), "")
    return [
        Goal("portable, cold / bare execution", compare(results, "portable, cold", BARE), 0.75),
        Goal("portable, nothing changed: s", middle(results, "portable, nothing changed"), 1),
        Goal("portable, one sentence edited: s", middle(results, "portable, one sentence edited"), 2.5),
        Goal("portable, one answer edited - its exercise's cells: s", beyond_cells(results), 4),
        *(
            Goal(f"portable, {step}: kernels and forks", kernels(results, f"portable, {step}"), most)
            for step, most in (("nothing changed", 0), ("one sentence edited", 0), ("one answer edited", 1))
        ),
        Goal("Quarto, cold / plain Quarto", compare(results, "Quarto, cold", "plain Quarto"), 0.3),
        Goal("Quarto, cold / Jupyter Book", compare(results, "Quarto, cold", book), 0.9),
        *(Goal(f"{name}, cold: MB", memory(results, f"{name}, cold"), MEMORY_LIMIT) for name in ("portable", "Quarto")),
    ]


def compare(results: Mapping[str, Result], first: str, second: str) -> float | None:
    """The ratio of two cases' seconds."""
    return ratio(seconds(results, first), seconds(results, second))


def seconds(results: Mapping[str, Result], name: str) -> list[float]:
    """The seconds of a case's runs; none of a case that failed or was left out."""
    return results[name].seconds if name in results and not results[name].failure else []


def middle(results: Mapping[str, Result], name: str) -> float | None:
    """The median of a case's seconds."""
    return report.middle(seconds(results, name))


def beyond_cells(results: Mapping[str, Result]) -> float | None:
    """How much longer an edit of an answer takes than the cells of its exercise, in a fresh kernel, by themselves."""
    edited, cells = (
        seconds(results, "portable, one answer edited"),
        results[EXERCISE].cells if EXERCISE in results else [],
    )
    pairs = zip(edited, cells, strict=False)
    return report.middle([build - alone for build, alone in pairs])


def kernels(results: Mapping[str, Result], name: str) -> float | None:
    """How many kernels a case started, forked ones included."""
    seen = results[name].processes if name in results else None
    return seen.kernels + seen.forks if seen else None


def memory(results: Mapping[str, Result], name: str) -> float | None:
    """The megabytes of a case."""
    seen = results[name].processes if name in results else None
    return round(seen.megabytes) if seen else None


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table."""
    return report.table([HEADS, *(table_row(case) for case in result["cases"])])


def table_row(case: dict[str, Any]) -> Sequence[str]:
    """A case's line of the table."""
    if case["failure"] or not case["seconds"]:
        return [case["name"], "unusable", *[""] * (len(HEADS) - 2)]
    figures = [report.middle(case["seconds"]), min(case["seconds"]), max(case["seconds"])]
    figures += [report.middle(case["cells"]), report.middle(case["processor"])]
    seen = case["processes"] or dict.fromkeys(("kernels", "forks", "megabytes"))
    counts = [seen["kernels"], seen["forks"], seen["megabytes"]]
    return [case["name"], *(number(figure, 1) for figure in figures), *(number(count, 0) for count in counts)]
