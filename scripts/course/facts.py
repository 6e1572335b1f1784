"""What the pages say about the build (chapters, exercises, versions), written down for the Lua filter."""

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from course import addresses, gate, headers
from course.chapters import Chapter
from course.config import Project
from course.files import write_whole

NAME = "facts.json"
PACKAGES = ("torch", "torchmetrics", "numpy", "pandas", "matplotlib")


def versions() -> dict[str, str]:
    """The versions of what executes the cells, by name."""
    return {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def bench(project: Project) -> dict[str, Any]:
    """The last result of `scripts/bench.py gate` as a table: heads, one row a breakage, and what was measured when."""
    result = json.loads((project.root / "assets/bench/gate.json").read_text(encoding="utf-8"))
    tools = result["tools"]
    totals = [str(sum(bool(code) for code in tool["codes"].values())) for tool in tools]
    rows = [[name, *("stopped" if tool["codes"][name] else "–" for tool in tools)] for name in tools[0]["codes"]]
    return {
        "heads": ["Breakage", *(f"{tool['tool']} {tool['version']}".strip() for tool in tools)],
        "rows": [[f"stopped, of {len(rows)}", *totals], *rows],
        "date": result["date"],
    }


def write(project: Project, chapters: list[Chapter], engine: dict[str, str]) -> Path:
    """Write `.cache/facts.json`. engine: names and versions of what renders, such as {"Quarto": "1.10.18"}."""
    facts: dict[str, Any] = {
        "versions": [{"name": name, "version": number} for name, number in (versions() | engine).items()],
        "rules": [{"id": name, "description": description} for name, _, description in gate.catalog()],
        "bench": bench(project),
        "headers": [{"files": h.files, "name": h.name, "value": h.value} for h in headers.HEADERS],
        "chapters": [
            {
                "number": chapter.number,
                "title": chapter.title,
                "description": str(chapter.front.get("description", "")),
                "source": chapter.file,
                "exercises": [{"id": exercise.id, "title": exercise.title} for exercise in chapter.exercises],
            }
            for chapter in chapters
        ],
    }
    if colab := addresses.colab(project):
        facts["colab"] = colab
    file = project.cache / NAME
    write_whole(file, json.dumps(facts, indent=1, ensure_ascii=False))
    return file
