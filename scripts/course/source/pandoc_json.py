"""Ask Pandoc what it reads in a chapter: its prose as a syntax tree, single texts, formulas that it cannot convert."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypandoc

from course.common.errors import CourseError
from course.common.render_cache import cached
from course.source.chapters import Chapter

SECONDS = 120
FAILED_FORMULA = "CouldNotConvertTeXMath"
# Elements whose content is no Markdown
NO_PROSE = {"Math", "RawInline", "RawBlock", "Code", "CodeBlock"}


def read_tree(chapter: Chapter, kept: Path, reader: str = "markdown") -> list[Any]:
    """The blocks of a chapter's prose in Pandoc's JSON, its code cells left out.

    Args:
        chapter: The chapter.
        kept: A folder for `render_cache.cached`.
        reader: Pandoc's name of the format, with its extensions.

    Returns:
        The blocks.

    Raises:
        CourseError: Pandoc fails.
    """
    lines = chapter.text.splitlines()
    for cell in chapter.cells:
        lines[cell.line - 1] = ""
        for number in range(cell.line, cell.end):
            lines[number] = ""
    body = "\n".join(lines[chapter.body_line - 1 :]) + "\n"
    try:
        return read_text(body, kept, reader)
    except CourseError as error:
        raise CourseError(error.message, file=chapter.file, line=1) from None


def read_text(text: str, kept: Path, reader: str = "markdown") -> list[Any]:
    """The blocks of a text. kept, reader: as above. Raises CourseError."""
    version = str(pypandoc.get_pandoc_version())
    options = [f"--from={reader}", "--to=json"]
    made = cached(kept, ["pandoc", version, reader, text], lambda: run_pandoc(options, text))
    return list(json.loads(made)["blocks"])


def failed_formulas(formulas: list[str], kept: Path) -> set[str]:
    """The formulas that cannot be converted, asked of Pandoc all at once. kept: as above. Raises CourseError."""
    if not formulas:
        return set()
    version = str(pypandoc.get_pandoc_version())
    blocks = [{"t": "Para", "c": [{"t": "Math", "c": [{"t": "DisplayMath"}, text]}]} for text in formulas]
    tree = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})

    def ask() -> bytes:
        with TemporaryDirectory(prefix="course-") as temporary:
            log = Path(temporary) / "log.json"
            run_pandoc(["--from=json", "--to=html", "--mathml", f"--log={log}"], tree)
            return log.read_bytes()

    log = json.loads(cached(kept, ["pandoc-formulas", version, tree], ask))
    return {entry["contents"] for entry in log if entry["type"] == FAILED_FORMULA}


def run_pandoc(options: list[str], text: str) -> bytes:
    """Run Pandoc on a text. Raises CourseError."""
    try:
        result = subprocess.run(
            [pypandoc.get_pandoc_path(), *options], input=text.encode(), capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise CourseError(f"Pandoc has not read this within {SECONDS} s") from None
    if result.returncode != 0:
        message = " ".join(result.stderr.decode(errors="replace").split())
        raise CourseError(f"Pandoc cannot read this: {message}")
    return result.stdout


def formulas_in(node: Any) -> list[str]:
    """The formulas in a part of Pandoc's tree."""
    if isinstance(node, list):
        return [formula for child in node for formula in formulas_in(child)]
    if not isinstance(node, dict):
        return []
    if node.get("t") == "Math":
        return [node["c"][1]]
    children = [node.get("c")] if "t" in node else list(node.values())
    return [] if node.get("t") in NO_PROSE else formulas_in(children)
