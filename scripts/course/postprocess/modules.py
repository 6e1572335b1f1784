"""JavaScript modules joined into one classic script: browsers refuse modules, but no scripts, on pages from the disk.

What modules may hold is what a joined script can do at the time at which the module would run: named imports from
files beside them, or all of a file's names as one, and declarations with `export` before them.
"""

import re
from pathlib import Path

from course.common.errors import CourseError

IMPORT = re.compile(
    r"^import (?:\* as (?P<whole>\w+)|(?P<names>\{[^}]*\})) from \"(?P<file>\.{1,2}/[^\"]+)\";$", re.MULTILINE
)
EXPORT = re.compile(r"^export (?P<declaration>(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE)
OTHER = re.compile(r"^\s*(?:import|export)\b|\bimport\(", re.MULTILINE)


def join_modules(entry: Path, namespace: str = "") -> str:
    """Join a module and what it imports, each file in a scope of its own.

    Args:
        entry: The module's file.
        namespace: The global object to which the script adds what the entry exports, empty for none.

    Returns:
        A classic script.

    Raises:
        CourseError: A module holds another import or export, or imports itself in the end.
        OSError: A file cannot be read.
    """
    joined: dict[Path, str] = {}
    add_module(entry.resolve(), joined, ())
    exports = f"{namespace} = {{ ...{namespace}, ...{name_of(entry.resolve(), joined)} }};\n" if namespace else ""
    return "(() => {\n" + "".join(joined.values()) + exports + "})();\n"


def add_module(file: Path, joined: dict[Path, str], importers: tuple[Path, ...]) -> None:
    """Add a module's text behind those that it imports.

    joined: the texts so far; importers: those that wait for this one. Raises CourseError and OSError.
    """
    text = file.read_text(encoding="utf-8")
    if file in importers:
        raise CourseError("imports itself by way of what it imports", file=file.name)
    for match in IMPORT.finditer(text):
        imported = (file.parent / match["file"]).resolve()
        if imported not in joined:
            add_module(imported, joined, (*importers, file))

    def bind(match: re.Match[str]) -> str:
        module = name_of((file.parent / match["file"]).resolve(), joined)
        return f"const {match['whole'] or match['names'].replace(' as ', ': ')} = {module};"

    exports = [match["name"] for match in EXPORT.finditer(text)]
    body = EXPORT.sub(r"\g<declaration>", IMPORT.sub(bind, text))
    if found := OTHER.search(body):
        line = 1 + body[: found.end()].count("\n")
        raise CourseError("this import or export cannot be joined into a classic script", file=file.name, line=line)
    joined[file] = ""
    joined[file] = (
        f"const {name_of(file, joined)} = (() => {{\n"
        f'"use strict";\n{body.strip()}\nreturn {{ {", ".join(exports)} }};\n}})();\n'
    )


def name_of(file: Path, joined: dict[Path, str]) -> str:
    """The name that stands for a module that has been added."""
    return f"module{list(joined).index(file)}"
