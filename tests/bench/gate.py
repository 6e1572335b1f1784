"""Which tools stop a broken chapter: the corpus of tests/gate, one breakage at a time, by exit code alone."""

import argparse
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import support
from bench import layouts, measure, peers, report
from bench.layouts import TIME_LIMIT, Chapters
from bench.peers import PEERS, Tool
from corpus import BREAKAGES
from course.bootstrap import ROOT, last_error
from course.common.console import Reporter
from course.common.errors import CourseError
from course.render.quarto.program import look

NAME = "gate"
LONGEST = 180  # seconds for one run of one tool; after these it counts as not stopped
MEMORY_LIMIT = 700  # megabytes for a kernel; of the tools, only ours has such a limit
HEALTHY = "healthy"


@dataclass(frozen=True)
class Row:
    """How a tool did.

    Attributes:
        tool: Its name.
        version: Empty for ours.
        command: As an author would call it.
        unusable: Why it could not be tried, or what it found in the healthy chapter, else empty.
        codes: Its exit code for each breakage, None where it did not end.
    """

    tool: str
    version: str
    command: str
    unusable: str
    codes: Mapping[str, int | None]

    @property
    def stopped(self) -> int:
        """The number of breakages that it did not let through."""
        return sum(bool(code) for code in self.codes.values())


def write_course(folder: Path, chapters: Chapters) -> None:
    """A copy of this project with the chapters in place of its own, and of the pages that link to them."""
    layouts.copy_ours(folder)
    content = {f"{name}.qmd": text.encode("utf-8", "surrogateescape") for name, text in chapters.items()}
    support.replace_chapters(folder, content, ["First"] * len(content))
    support.set_limits(folder, seconds=TIME_LIMIT, megabytes=MEMORY_LIMIT)


OURS = Tool("ours", (), ("python", "scripts/build.py", "--engine", "portable", "--quiet"), write_course)
TOOLS = (OURS, *PEERS)
NAMES = tuple(tool.name for tool in TOOLS)


def compare_tools(options: argparse.Namespace, reporter: Reporter) -> Path:
    """Try the tools and write the result. Returns its file. Raises CourseError."""
    chapters = read_corpus()
    digest = hashlib.sha256(json.dumps(chapters).encode()).hexdigest()
    rows = {} if set(options.tools) == set(NAMES) else last_rows(digest)
    for tool in TOOLS:
        if tool.name in options.tools:
            with reporter.stage(f"Trying {tool.name}"):
                rows[tool.name] = row = try_tool(tool, chapters)
            seconds = reporter.seconds[f"Trying {tool.name}"]
            reporter.say(f"  {row.unusable or f'stopped {row.stopped} of {len(row.codes)}'}, {seconds:.0f} s")
    content = {
        "time-limit": TIME_LIMIT,
        "corpus": digest,
        "breakages": [name for name in chapters if name != HEALTHY],
        "tools": [asdict(rows[name]) for name in NAMES if name in rows],
    }
    return report.write_result(NAME, content, [])


def read_corpus() -> dict[str, str]:
    """The healthy chapter and each broken one by its name. Raises CourseError for edits that fit nowhere."""
    chapters = {HEALTHY: support.HEALTHY}
    for breakage in BREAKAGES:
        text = support.HEALTHY
        for old, new in breakage.edits:
            if old not in text:
                raise CourseError(f"breakage '{breakage.name}': {old!r} is not in the healthy chapter")
            text = text.replace(old, new, 1)
        chapters[breakage.name] = text
    return chapters


def last_rows(digest: str) -> dict[str, Row]:
    """The rows of the last result. Raises CourseError where there is none of this corpus."""
    result = report.read_result(NAME)
    if result["corpus"] != digest:
        raise CourseError("there is no result of this corpus to keep rows of; run all tools")
    return {row["tool"]: Row(**row) for row in result["tools"]}


def try_tool(tool: Tool, chapters: dict[str, str]) -> Row:
    """Run a tool on the healthy chapter and, where that passes, on all others. Raises CourseError: no set-up."""
    programs = peers.install(tool)
    command, version = [str(programs / tool.arguments[0]), *tool.arguments[1:]], tool.version
    shown = " ".join(tool.arguments)
    if tool.name == "quarto":
        found, _ = look()
        if found is None:
            return Row(tool.name, "", shown, "not on this machine", {})
        command[0], version = found.path, found.version
    environment = peers.environment(programs)
    code, output = try_chapter(tool, chapters[HEALTHY], command, environment)
    if code != 0:
        return Row(tool.name, version, shown, f"does not build the healthy chapter: {last_error(output)}", {})
    broken = [name for name in chapters if name != HEALTHY]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        tried = pool.map(lambda name: try_chapter(tool, chapters[name], command, environment), broken)
        codes = {name: code for name, (code, _) in zip(broken, tried, strict=True)}
    return Row(tool.name, version, shown, "", codes)


def try_chapter(tool: Tool, text: str, command: list[str], environment: dict[str, str]) -> tuple[int | None, str]:
    """The exit code (None where it does not end) and the output of a tool on one chapter, in a folder of its own.

    Paths of this machine are left out of the output.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary) / "course"
        folder.mkdir()
        tool.lay_out(folder, {Path(peers.CHAPTER).name: text})
        run = measure.run_program(command, folder, environment, limit=LONGEST)
        return run.code, run.output.replace(temporary, "").replace(str(ROOT), "")


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table: a row for each breakage, a column for each tool, and the totals."""
    rows = [Row(**row) for row in result["tools"]]
    lines = [["breakage", *(f"{row.tool} {row.version}".strip() for row in rows)]]
    for name in result["breakages"]:
        lines.append([name, *("-" if row.unusable else outcome(row.codes[name]) for row in rows)])
    total = f"stopped, of {len(result['breakages'])}"
    lines.append([total, *("unusable" if row.unusable else str(row.stopped) for row in rows)])
    return report.table(lines)


def outcome(code: int | None) -> str:
    """An exit code in a word."""
    return "hangs" if code is None else "stopped" if code else "passed"
