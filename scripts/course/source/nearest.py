"""Find the line of a source from which a program's complaint about something made of it comes."""

import re
from collections.abc import Iterable
from pathlib import Path

WORD = re.compile(r"\w{3,}")
AT_LINE = re.compile(r"\.typ:(\d+):\d+")


def nearest_line(words: str, source: str) -> int:
    """The line of a source that shares most words with a text, 1 where none does."""
    return nearest(words, source)[1]


def nearest_place(words: str, files: Iterable[Path]) -> tuple[Path, int] | None:
    """The same in several files: the file and the line, None where there is no file."""
    found = [(file, *nearest(words, file.read_text(encoding="utf-8", errors="replace"))) for file in files]
    best = max(found, key=lambda each: each[1], default=None)
    return (best[0], best[2]) if best else None


def nearest(words: str, source: str) -> tuple[int, int]:
    """How many words the nearest line of a source shares with a text, and that line."""
    wanted = set(WORD.findall(words))
    shared = [len(wanted & set(WORD.findall(line))) for line in source.splitlines()]
    most = max(shared, default=0)
    return most, shared.index(most) + 1 if most else 1


def quoted_line(complaint: str, made: str) -> str:
    """The line of a document that Typst's complaint names, with the complaint's first line."""
    match = AT_LINE.search(complaint)
    lines = made.splitlines()
    number = int(match[1]) if match else 0
    return f"{complaint.splitlines()[0]} {lines[number - 1] if 0 < number <= len(lines) else ''}"
