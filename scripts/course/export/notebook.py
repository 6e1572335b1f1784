"""Practice and solution notebooks, made of a chapter's pieces of prose, its cells and what they showed."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy

import nbformat
from nbformat import NotebookNode

from course.common.addresses import DATA
from course.execute.notebooks import Executed, code_cell
from course.execute.outputs import without_returned
from course.export import setup
from course.export.images import attach
from course.export.prose import Piece
from course.render.notebook import LANGUAGE
from course.source.chapters import Cell, Chapter
from course.source.scaffold import empty_answer

HEADINGS = {
    "instructions": "Instructions",
    "given": "Given",
    "hint": "Hint",
    "answer": "Answer",
    "check": "Check",
    "explanation": "Explanation",
}
# What explanations end with, which the practice notebook keeps of them
NEXT = re.compile(r"^\*\*Try next.*", re.MULTILINE | re.DOTALL)
# Folds a cell's code in JupyterLab and VS Code, and with the first line that follows in Colab
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}
FORM = "# @title {title}\n"

PRACTICE = """\
# Chapter {number}: {title}

**Practice notebook** of *{course}*. Run the first cell: it says what is missing. In each exercise,
run the given code, put your own code in place of every `...`, and run the check; it says what is right, or where to
look. The answers, with their outputs and explanations, are in [{other}]({other})."""
SOLUTION = """\
# Chapter {number}: {title}

**Solution notebook** of *{course}*: every answer with its output, its check and an explanation. To
try the exercises yourself, begin with [{other}]({other})."""


def practice(executed: Executed, pieces: Iterable[Piece], course: str, data: str | None = None) -> NotebookNode:
    """The notebook to practice in: an empty answer in every task, of explanations what to try next, nothing executed.

    course: the course's title; data: what comes before a data set's name in its address.
    """
    chapter = executed.chapter
    places = {task.id: (i, n) for i, exercise in enumerate(chapter.exercises) for n, task in enumerate(exercise.tasks)}
    cells = Cells(chapter, PRACTICE, course, f"{chapter.stem}-solution.ipynb", data)
    instructions: list[str] = []
    for piece in pieces:
        if piece.part == "instructions" and piece.text:
            instructions.append(piece.text)
        if piece.part == "answer" and not piece.cell and instructions:
            cells.markdown(piece, "### Your answer")
            code = [comment("\n".join(instructions)), empty_answer(chapter, *places[piece.exercise])]
            cells.code(f"{piece.exercise}-your-answer", "\n\n".join(filter(None, code)))
            instructions = []
        elif piece.part == "hint" and piece.text:
            cells.markdown(piece, f"<details>\n<summary>Hint</summary>\n\n{piece.text}\n\n</details>")
        elif piece.part == "explanation" and (found := NEXT.search(piece.text)):
            cells.markdown(piece, found[0])
        elif piece.cell and (piece.part == "check" or is_helper(piece.cell)):
            cells.folded(piece.cell, "Check" if piece.part == "check" else "Helpers")
        elif piece.part not in ("answer", "hint", "explanation"):
            cells.piece(piece)
    return cells.notebook


def solution(executed: Executed, pieces: Iterable[Piece], course: str, data: str | None = None) -> NotebookNode:
    """The chapter with its answers, explanations and executed outputs. course, data: as above."""
    chapter = executed.chapter
    outputs = dict(zip((cell.line for cell in chapter.cells), executed.outputs, strict=True))
    cells = Cells(chapter, SOLUTION, course, f"{chapter.stem}-practice.ipynb", data)
    for count, piece in numbered(pieces):
        cells.piece(piece)
        if piece.cell:
            code = cells.notebook.cells[-1]
            code.execution_count = count
            code.outputs = [counted(one, count) for one in shown_outputs(piece.cell, outputs[piece.cell.line])]
            cells.caption(piece, piece.cell)
    return cells.notebook


def numbered(pieces: Iterable[Piece]) -> Iterator[tuple[int, Piece]]:
    """The pieces with the number of code cells so far, each its own included."""
    count = 0
    for piece in pieces:
        count += piece.cell is not None
        yield count, piece


def counted(output: NotebookNode, count: int) -> NotebookNode:
    """A copy of an output with its cell's number where the format wants one."""
    result = deepcopy(output)
    if result.output_type == "execute_result":
        result.execution_count = count
    return result


class Cells:
    """A notebook that grows by cells whose ids do not depend on the cells of other exercises."""

    def __init__(self, chapter: Chapter, head: str, course: str, other: str, data: str | None) -> None:
        self.notebook: NotebookNode = nbformat.v4.new_notebook(metadata=deepcopy(LANGUAGE))
        self.folder = chapter.path.parent
        self.counts: Counter[str] = Counter()
        self.titled: set[tuple[str, str]] = set()
        text = head.format(number=chapter.number, title=chapter.title, course=course, other=other)
        self.markdown(Piece("", "title", ""), text)
        self.code("setup", setup.code(chapter, data))

    def piece(self, piece: Piece) -> None:
        """Add a piece; a part's first one gets the part's heading."""
        if piece.cell:
            self.code(piece.cell.label, source(piece.cell))
            return
        title = HEADINGS.get(piece.part, "")
        new = (piece.exercise, piece.part) not in self.titled
        self.titled.add((piece.exercise, piece.part))
        text = "\n\n".join(filter(None, [f"### {title}" if title and new else "", piece.text]))
        if text:
            self.markdown(piece, text)

    def markdown(self, piece: Piece, text: str) -> None:
        """Add a cell of text; its id is made of where the piece stands."""
        place = "-".join(filter(None, [piece.exercise, piece.part, "text"]))
        text, attachments = attach(text, self.folder)
        cell = {"cell_type": "markdown", "id": self.identifier(place), "metadata": {}, "source": text}
        if attachments:
            cell["attachments"] = attachments
        self.notebook.cells.append(nbformat.from_dict(cell))

    def code(self, name: str, text: str) -> None:
        """Add a code cell, with an id made of a name."""
        self.notebook.cells.append(code_cell(text, self.identifier(name)))

    def folded(self, cell: Cell, title: str) -> None:
        """Add a code cell that opens on request."""
        self.code(cell.label, FORM.format(title=title) + source(cell))
        self.notebook.cells[-1].metadata.update(FOLDED)

    def caption(self, piece: Piece, cell: Cell) -> None:
        """Add the caption of what a cell shows, if it has one."""
        found = [text for option in ("fig-cap", "tbl-cap") for text in cell.texts(option) if text]
        if found:
            self.markdown(piece, "\n\n".join(map(emphasized, found)))

    def identifier(self, name: str) -> str:
        """An id that no other cell has; the notebook format allows 64 characters."""
        self.counts[name] += 1
        count = self.counts[name]
        return re.sub(r"[^\w-]", "-", name)[:58] + (f"-{count}" if count > 1 else "")


def emphasized(text: str) -> str:
    """Markdown in italics, with the mark that it does not hold itself; as it is where it holds both."""
    mark = next((mark for mark in "*_" if mark not in text), "")
    return f"{mark}{text}{mark}"


def shown_outputs(cell: Cell, outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What the page shows of a cell's outputs, in the form in which Jupyter shows the same."""
    if cell.options.get("output") is False or cell.options.get("include") is False:
        return []
    asis = cell.options.get("output") == "asis"
    return [markdown_output(one) if asis and one.get("name") == "stdout" else one for one in without_returned(outputs)]


def markdown_output(printed: NotebookNode) -> NotebookNode:
    """Printed Markdown as an output that is rendered."""
    data = {"text/markdown": printed.text, "text/plain": printed.text}
    made: NotebookNode = nbformat.v4.new_output("display_data", data=data)
    return made


def is_helper(cell: Cell) -> bool:
    """Whether a given cell holds functions that help, and nothing that a learner is to read first."""
    return cell.part == "given" and cell.label.endswith("-helpers")


def source(cell: Cell) -> str:
    """A cell's code without Quarto's options, reading data that lies beside the notebook."""
    return cell.code.strip("\n").replace(f"../{DATA}", "")


def comment(text: str) -> str:
    """Instructions in Markdown as comment lines of at most 79 characters."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2 * line.lstrip().startswith("- "))
        plain = line.replace("**", "")
        lines += textwrap.wrap(plain, 77, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)
