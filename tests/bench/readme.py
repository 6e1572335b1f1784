"""The README's table of the latest results, which `scripts/bench.py` writes and a test compares with them."""

from pathlib import Path
from typing import Any

from bench import report
from bench.report import number

HEADING = "## Speed\n"
HEADS = ("", "Build, s", "Unchanged, s", "First visit, kB", "Requests", "Lighthouse")


def update(root: Path) -> None:
    """Put the latest results in the README's section. Raises OSError."""
    file = root / "README.md"
    before, _, rest = file.read_text(encoding="utf-8").partition(HEADING)
    following = rest[rest.index("\n## ") :]
    file.write_text(before + HEADING + latest() + following, encoding="utf-8")


def latest() -> str:
    """The section's text below its heading."""
    build, pages = report.read("build"), report.read("pages")
    if build is None or pages is None:
        return "\nNot measured yet; `python3 scripts/bench.py build` and `pages` do that.\n"
    return section(build, pages, report.read("growth"))


def section(build: dict[str, Any], pages: dict[str, Any], growth: dict[str, Any] | None) -> str:
    """The section of these results."""
    tools = [tool for tool in pages["weights"] if tool not in ("portable", "Quarto")]
    names = {"portable": "This course, portable engine", "Quarto": "This course, Quarto"} | {
        t: capital(t) for t in tools
    }
    lines = [list(HEADS)]
    lines += [row(name, tool, build, pages) for tool, name in names.items() if tool in pages["weights"]]
    lines.append(["Bare execution of the cells", seconds(build, "floor"), *["–"] * 4])
    words = [
        f"Measured on {build['date']} with {build['machine']['cores']} cores (medians of {build['runs']}): all",
        "chapters from nothing, as website and PDFs (Jupyter Book and nbconvert: HTML only); the heaviest chapter's",
        "page, compressed, without figures; Lighthouse's performance of the slowest page.",
        "`scripts/bench.py build`, `pages` and `growth` measure this; [assets/bench](assets/bench) says more.",
    ]
    if growth is not None:
        words.append(f"Of 64 chapters, each takes {number(growth['goals'][0]['found'])} times as long as of 4.")
    return "\n" + report.table(lines) + "\n\n" + "\n".join(words) + "\n"


def capital(name: str) -> str:
    """A tool's name as the first word of a line; program names stay as they are."""
    return name[0].upper() + name[1:] if name.startswith("plain") else name


def row(name: str, tool: str, build: dict[str, Any], pages: dict[str, Any]) -> list[str]:
    """A tool's line."""
    ours = tool in ("portable", "Quarto")
    weights, scores = pages["weights"][tool], pages["lighthouse"][tool].values()
    return [
        name,
        seconds(build, f"{tool}, cold" if ours else tool),
        seconds(build, f"{tool}, nothing changed") if ours else "–",
        number(max(weight["first"] for weight in weights) / 1000, 0),
        str(max(weight["requests"] for weight in weights)),
        number(min(score["performance"] for score in scores), 0),
    ]


def seconds(build: dict[str, Any], name: str) -> str:
    """The median of a case; a dash where there is none."""
    times: list[float] = next(
        (case["seconds"] for case in build["cases"] if case["name"] == name and not case["failure"]), []
    )
    return number(report.middle(times), 1) if times else "–"
