"""`scripts/new.py`: the skeleton of a chapter or an exercise, and its entry in the course list."""

import argparse
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import yaml

from course.bootstrap import ROOT
from course.common.console import run_command
from course.common.errors import CourseError
from course.common.files import write_whole
from course.common.project import Project, load_project
from course.common.settings import NAME, list_item, read_text
from course.source.parser import parse_chapter
from course.source.reader import read_chapters

FRONT = "---\ntitle: {title}\ndescription: TODO\n---\n\nTODO: what this chapter is about.\n"
# What the gate finds in it is what is left to write
EXERCISE = """
## {title} {{#{name}}}

TODO: what it is and why anyone needs it.

::: instructions
- TODO
:::

::: given
```{{python}}
#| label: {name}-given
...
```
:::

::: answer
```{{python}}
#| label: {name}-answer
...
```
:::

::: check
```{{python}}
#| label: {name}-check
...
```
:::

::: explanation
TODO: why it works, what goes wrong, what to try next.
:::
"""


def main(arguments: list[str]) -> int:
    """Run `scripts/new.py` with these arguments. Returns the exit code: 0 written, 2 not."""
    options = parser().parse_args(arguments)
    return run_command(lambda: begin(load_project(ROOT), options))


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    result = argparse.ArgumentParser(prog="new.py", description="Begin a chapter or an exercise.")
    kinds = result.add_subparsers(dest="kind", required=True)
    chapter = kinds.add_parser("chapter", help="a chapter after the last one")
    chapter.add_argument("title")
    exercise = kinds.add_parser("exercise", help="an exercise at the end of a chapter")
    exercise.add_argument("chapter", type=int, help="the chapter's number")
    exercise.add_argument("title")
    return result


def begin(project: Project, options: argparse.Namespace) -> int:
    """Write the skeleton and the entry. Returns the exit code. Raises CourseError and OSError."""
    numbers = {int(path.name.partition("-")[0]): path for path in project.chapters}
    if options.kind == "chapter":
        number = max(numbers) + 1
        path = project.root / f"chapters/{number:02d}-{slug(options.title)}.qmd"
        listed = with_entry(project.root, project.relative(path), None)
        # Quoted by JSON's rules, which are YAML's, too
        write_whole(path, FRONT.format(title=json.dumps(options.title, ensure_ascii=False)))
    else:
        found = numbers.get(options.chapter)
        if found is None:
            raise CourseError(f"there is no chapter {options.chapter}", file="chapters")
        path = found
        file = project.relative(path)
        name = slug(options.title)
        if not name[0].isalpha():
            raise CourseError(f"the title '{options.title}' should begin with a letter from a to z, as its id does")
        # Cells are named after exercises, and no two cells of the course have the same name
        for chapter in [parse_chapter(path, file), *read_chapters(project)[0]]:
            if any(exercise.id == name for exercise in chapter.exercises):
                raise CourseError(f"there is an exercise #{name} already", file=chapter.file)
        listed = with_entry(project.root, file, options.title)
        text = read_text(path, file).rstrip("\n") + "\n"
        write_whole(path, text + EXERCISE.format(title=options.title, name=name))
    write_whole(project.root / NAME, listed)
    print(f"Written: {project.relative(path)}, {NAME}; scripts/preview.py lists what is left to write")
    return 0


def slug(title: str) -> str:
    """A title as an id and as a part of a file's name."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not name:
        raise CourseError(f"the title '{title}' should have letters from a to z")
    return name


def with_entry(root: Path, file: str, title: str | None) -> str:
    """The settings with a chapter, or an exercise of one, in the course list; their other lines stay as they are.

    Raises CourseError where the list is not written one entry a line.
    """
    text = (root / NAME).read_text(encoding="utf-8")
    listed = child(child(yaml.compose(text, Loader=yaml.SafeLoader), "course"), "exercises")
    lines = text.splitlines(keepends=True)
    chapter = child(listed, file)
    for node in (listed, chapter):
        # A chapter without exercises is an empty list in brackets
        if node and node.flow_style and (node.value or node is listed):
            message = "write this list with one entry a line, so that another can be added"
            raise CourseError(message, file=NAME, line=node.start_mark.line + 1)
    if title is None or chapter is None:
        last = listed.value[-1][1]
        items = " []\n" if title is None else f"\n      {list_item(title)}\n"
        lines.insert(end_line(last), f"    {file}:{items}")
    elif chapter.value:
        lines.insert(end_line(chapter), f"      {list_item(title)}\n")
    else:
        line = chapter.start_mark.line
        lines[line] = f"    {file}:\n      {list_item(title)}\n"
    return "".join(lines)


def child(node: Any, key: str) -> Any:
    """The value of a key in a node of YAML, None where it has none."""
    return next((value for name, value in node.value if name.value == key), None)


def end_line(node: Any) -> int:
    """The number of lines up to the end of a list in YAML."""
    last = node.value[-1] if node.value else node
    return int(last.end_mark.line) + 1
