"""The tables of the latest results: README.md's on speed, and all of them in tests/bench/README.md."""

from pathlib import Path
from typing import Any

from bench import build, gate, growth, pages, preview, report
from bench.cases import BARE
from bench.report import number
from course.common.console import count

HEADING = "## Speed\n"
HEADS = ("", "Build, s", "Unchanged, s", "First visit, kB", "Requests", "Lighthouse")
BENCH_README = "tests/bench/README.md"
OPENING = """\
# Comparisons with other tools

    python3 tests/bench build
    python3 tests/bench preview
    python3 tests/bench pages
    python3 tests/bench growth
    python3 tests/bench gate

measure on the course's own chapters, write `results/`, and write this page. Each tool is installed into an environment
of its own below `.cache/bench/`. Neither a build nor the tests need any of this.
"""
BUILD = """\
## build: how long an author waits

All chapters, as website and PDFs (Jupyter Book and nbconvert: HTML only). "Cold" starts without caches. Bare execution
runs the same cells in fresh kernels, as many at a time as there are cores, and makes no page. The edited answer
belongs to the longest chapter; its exercise is executed alone for comparison, and "cells s" is what its cells take.
Times are medians of runs in alternation, ratios are taken run by run. A further run counts kernels and forks, and takes
the peak memory of all processes together (PSS).
"""
PREVIEW = """\
## preview: how long an author waits after a save

From a save to the complete page on disk; all previews are open, and each kind of edit is saved in one after the other.
`quarto preview --to html` runs in our project, in an activated environment, and in one of the same chapters and pages
with nothing of ours, which executes a chapter at each save. An answer is compared with the cells of its exercise,
executed alone.
"""
PAGES = """\
## pages: how long a reader waits

A chapter's page over the wire (gzip, without figures), of the heaviest chapter; the worst of Lighthouse's scores. For
the other tools, Lighthouse sees the longest chapter's page only. "Elsewhere" are requests to other origins.
"""
GROWTH = """\
## growth: more chapters

Cold builds by the portable engine of a synthetic course.
"""
GATE = """\
## gate: which tools stop a broken chapter

One breakage of `tests/gate/corpus.py` at a time, judged by the exit code.
"""


def update(root: Path) -> None:
    """Put the latest results into both files. Raises OSError."""
    file = root / "README.md"
    file.write_text(replace_section(file.read_text(encoding="utf-8")), encoding="utf-8")
    (root / BENCH_README).write_text(bench_readme(), encoding="utf-8")


def replace_section(text: str) -> str:
    """The README with the section of the latest results."""
    before, _, rest = text.partition(HEADING)
    section = speed_section(report.read_result("build"), report.read_result("pages"), report.read_result("growth"))
    return before + HEADING + section + rest[rest.index("\n## ") :]


def bench_readme() -> str:
    """The page with all tables."""
    parts = [OPENING]
    for text, module in ((BUILD, build), (PREVIEW, preview), (PAGES, pages), (GROWTH, growth), (GATE, gate)):
        result = report.read_result(module.NAME)
        parts += [text, measured(result), module.table(result) + "\n"]
        if result["goals"]:
            parts.append(report.goals_table(result) + "\n")
    return "\n".join(parts)


def measured(result: dict[str, Any]) -> str:
    """When, where and with what a result was measured."""
    versions = ", ".join(f"{name} {version}" for name, version in result.get("versions", {}).items())
    return "; ".join(filter(None, [circumstances(result), versions])) + "\n"


def circumstances(result: dict[str, Any]) -> str:
    """When and where a result was measured, and how often."""
    machine = result["machine"]
    runs = f", {count(result['runs'], 'run')}" if "runs" in result else ""
    return f"{result['date']}, {count(machine['cores'], 'core')}, Python {machine['python']}{runs}"


def speed_section(build: dict[str, Any], pages: dict[str, Any], growth: dict[str, Any]) -> str:
    """README's section of these results, below its heading."""
    ours = {"portable": "This course, portable engine", "Quarto": "This course, Quarto"}
    lines = [list(HEADS)]
    lines += [tool_row(name, tool, build, pages) for tool, name in ours.items() if tool in pages["weights"]]
    lines += [tool_row(capital(tool), tool, build, pages) for tool in pages["weights"] if tool not in ours]
    lines.append(["Bare execution of the cells", median_seconds(build, BARE), *["–"] * 4])
    words = [
        "*Build*: all chapters from nothing, as website and PDFs (Jupyter Book and nbconvert: HTML only).",
        f"*Unchanged*: a build right after that. Both are medians, measured on {circumstances(build)}.",
        "*First visit* and *Requests*: the heaviest chapter's page, compressed, without figures.",
        f"*Lighthouse*: performance of the slowest page. All three were measured on {circumstances(pages)}.",
        f"With 64 chapters a build takes {number(growth['goals'][0]['found'])} times as long per chapter as with 4, "
        f"measured on {circumstances(growth)}.",
        "[tests/bench](tests/bench/README.md) has all figures and measures them again.",
    ]
    return "\n" + report.table(lines) + "\n\n" + "\n".join(words) + "\n"


def capital(name: str) -> str:
    """A tool's name as the first word of a line; program names stay as they are."""
    return name[0].upper() + name[1:] if name.startswith("plain") else name


def tool_row(name: str, tool: str, build: dict[str, Any], pages: dict[str, Any]) -> list[str]:
    """A tool's line."""
    ours = tool in ("portable", "Quarto")
    weights, scores = pages["weights"][tool], pages["lighthouse"][tool].values()
    return [
        name,
        median_seconds(build, f"{tool}, cold" if ours else tool),
        median_seconds(build, f"{tool}, nothing changed") if ours else "–",
        number(max(weight["first"] for weight in weights) / 1000, 0),
        str(max(weight["requests"] for weight in weights)),
        number(min(score["performance"] for score in scores), 0),
    ]


def median_seconds(build: dict[str, Any], name: str) -> str:
    """The median of a case; a dash where there is none."""
    times = [case["seconds"] for case in build["cases"] if case["name"] == name and not case["failure"]]
    return number(report.middle(times[0]), 1) if times else "–"
