"""Translate a chapter into a notebook for tools that cannot read `.qmd`, keeping what they have an equivalent for.

- The front matter is a raw cell, as it stands, and its title is a heading below it.
- A `{python}` block is a code cell with its option lines kept (Jupyter's comments). Of the options, `error: true`
  (on the cell or for the chapter) becomes the tag raises-exception and `tags` the cell's tags; a cell with
  `eval: false` becomes a Markdown cell that shows its code.
- The exercise divs mean nothing outside of this project, so their fences are left out.
- A heading's id `{#name}` becomes MyST's target `(name)=`, and links to `.qmd` pages go to the notebooks of these.

What cannot be parsed (an open fence, bad YAML) is handed over as it stands.
"""

import re
from typing import Any

import nbformat
import yaml
from markdown_it import MarkdownIt
from nbformat import NotebookNode

from course.source.chapters import OPTION
from course.source.fences import CELL_INFO
from course.source.parser import DIV, HEADING

TARGET = re.compile(r"#([\w-]+)")
PAGE = re.compile(r"(\]\([^)\s]*)\.qmd\b")


def notebook(text: str) -> NotebookNode:
    """The notebook of a chapter's text, whatever is wrong with it."""
    header, body = split(text)
    front = options_of(header.strip("-\n"))
    lines = body.splitlines()
    cells = [nbformat.v4.new_raw_cell(header)] if header else []
    if "title" in front:
        cells.append(nbformat.v4.new_markdown_cell(f"# {front['title']}"))
    execute = front.get("execute")
    defaults = execute if isinstance(execute, dict) else {}
    done = 0
    for token in MarkdownIt("commonmark").parse(body):
        if token.type == "fence" and token.map and CELL_INFO.fullmatch(token.info.strip()):
            cells += prose(lines[done : token.map[0]])
            cells.append(code(token.content.rstrip("\n"), defaults))
            done = token.map[1]
    cells += prose(lines[done:])
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    result: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    result.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    result.metadata["language_info"] = {"name": "python"}
    return result


def split(text: str) -> tuple[str, str]:
    """The front matter with its fences (empty where there is none) and the text below it."""
    match = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    return (match[0].rstrip("\n"), text[match.end() :]) if match else ("", text)


def options_of(text: str) -> dict[str, Any]:
    """YAML keys and values; none where the text is something else."""
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def code(source: str, defaults: dict[str, Any]) -> NotebookNode:
    """The cell of a code block. defaults: the chapter's execution options."""
    lines = [match[1] for match in map(OPTION.match, source.splitlines()) if match]
    options = defaults | options_of("\n".join(lines))
    if options.get("eval") is False:
        shown: NotebookNode = nbformat.v4.new_markdown_cell(f"```python\n{source}\n```")
        return shown
    cell: NotebookNode = nbformat.v4.new_code_cell(source)
    tags = options.get("tags", [])
    wanted = [str(tag) for tag in (tags if isinstance(tags, list) else [tags])]
    if options.get("error") is True:
        wanted.append("raises-exception")
    if wanted:
        cell.metadata["tags"] = sorted(set(wanted))
    return cell


def prose(lines: list[str]) -> list[NotebookNode]:
    """The Markdown cell of the lines between two code blocks; none where nothing is left to say."""
    text = "\n".join(translated(line) for line in lines if not DIV.fullmatch(line)).strip("\n")
    return [nbformat.v4.new_markdown_cell(text)] if text else []


def translated(line: str) -> str:
    """A line of prose with Quarto's ids and links in MyST's words."""
    line = PAGE.sub(r"\1.ipynb", line)
    heading = HEADING.fullmatch(line) if line.startswith("#") else None
    target = TARGET.search(heading["attributes"] or "") if heading else None
    return f"({target[1]})=\n{heading['title']}" if heading and target else line
