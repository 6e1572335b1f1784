"""What pages say about the build (chapters, exercises, versions), written down for the extension's Lua filter."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL.ImageColor import colormap

from course.common import addresses
from course.common.files import write_whole
from course.common.project import Project
from course.common.versions import execution_versions
from course.gate.report import catalog
from course.render.http_headers import HEADERS
from course.source.chapters import PARTS, Chapter
from course.source.language import VERDICTS, language

NAME = "site-data.json"
# Of a reader who is new to it, and of one who tries each exercise before looking at the answer
WORDS_A_MINUTE, MINUTES_AN_EXERCISE = 180, 6


def write_site_data(
    project: Project, chapters: list[Chapter], engine: dict[str, str], unreadable: Iterable[str] = ()
) -> Path:
    """Write `.cache/site-data.json`.

    Args:
        project: The checkout.
        chapters: All that can be parsed, in order.
        engine: Names and versions of what renders, such as {"Quarto": "1.10.18"}.
        unreadable: The files that cannot be parsed: a preview shows links to exercises that are not known for now.

    Returns:
        The file.

    Raises:
        OSError: It cannot be written.
    """
    data: dict[str, Any] = {
        "versions": [{"name": name, "version": number} for name, number in (execution_versions() | engine).items()],
        "parts": PARTS,
        "data": addresses.DATA,
        "rules": [{"id": name, "description": description} for name, description in catalog()],
        "language": [
            {"group": row.group, "name": row.name, "where": VERDICTS[row.verdict], "advice": row.advice}
            for row in language()
        ],
        "colors": {name: value for name, value in colormap.items() if isinstance(value, str)},
        "headers": [{"files": h.files, "name": h.name, "value": h.value} for h in HEADERS],
        "chapters": [
            {
                "number": chapter.number,
                "title": chapter.title,
                "description": str(chapter.front.get("description", "")),
                "source": chapter.file,
                "time": reading_time(chapter),
                "exercises": [{"id": exercise.id, "title": exercise.title} for exercise in chapter.exercises],
            }
            for chapter in chapters
        ],
    }
    if colab := addresses.colab(project):
        data["colab"] = colab
    if site := addresses.site(project):
        data["site"] = site
    if files := sorted(unreadable):
        data["unreadable"] = files
    file = project.cache / NAME
    write_whole(file, json.dumps(data, indent=1, ensure_ascii=False))
    return file


def reading_time(chapter: Chapter) -> str:
    """About how long a chapter takes with all of its exercises, in words, to the half hour."""
    words = sum(len(line.split()) for _, line in chapter.prose)
    hours = (words / WORDS_A_MINUTE + len(chapter.exercises) * MINUTES_AN_EXERCISE) / 60
    halves = max(1, round(2 * hours))
    whole = f"{halves // 2}{'½' * (halves % 2)}".removeprefix("0")
    return "about half an hour" if halves == 1 else f"about {whole} {'hour' if halves == 2 else 'hours'}"
