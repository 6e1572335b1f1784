"""The parser of chapters."""

from pathlib import Path

import pytest

from course.common.errors import CourseError
from course.source.chapters import PARTS, Chapter
from course.source.parser import parse_chapter
from support import HEALTHY

FURTHER = """
### One more {#first-more}

::: instructions
- Do it twice.
:::

::: given
```{python}
#| label: more-given
n = 2
```
:::

::: answer
```{python}
#| label: more-answer
z = n * y
```
:::

::: check
```{python}
#| label: more-check
assert z == 4
```
:::
"""


def parse_text(folder: Path, text: str | bytes, name: str = "03-small.qmd") -> Chapter:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse_chapter(path, f"chapters/{name}")


def error_of(folder: Path, text: str | bytes) -> str:
    with pytest.raises(CourseError) as caught:
        parse_text(folder, text)
    assert caught.value.rule, "what the parser refuses is a finding of a rule"
    return str(caught.value).replace(f"[{caught.value.rule}] ", "")


def test_exercises_parts_and_cells(tmp_path: Path) -> None:
    chapter = parse_text(tmp_path, HEALTHY)
    (exercise,) = chapter.exercises
    assert (chapter.number, chapter.title) == (3, "A small chapter")
    assert (exercise.number, exercise.title, exercise.id, exercise.line) == ("3.1", "First", "first", 6)
    assert [part.name for part in exercise.tasks[0].parts] == [
        "instructions",
        "given",
        "answer",
        "check",
        "explanation",
    ]
    assert [(cell.label, cell.part, cell.line) for cell in chapter.cells] == [
        ("first-given", "given", 15),
        ("first-answer", "answer", 22),
        ("first-check", "check", 30),
    ]
    assert chapter.cells[1].code == "y = x + 1\nprint(y)"


def test_a_hint_is_a_part(tmp_path: Path) -> None:
    chapter = parse_text(tmp_path, HEALTHY.replace("::: answer", "::: hint\nAdd.\n:::\n\n::: answer"))
    assert [part.name for part in chapter.exercises[0].tasks[0].parts] == list(PARTS)


def test_a_further_task_is_part_of_its_exercise(tmp_path: Path) -> None:
    chapter = parse_text(tmp_path, HEALTHY + FURTHER)
    (exercise,) = chapter.exercises
    assert [(task.id, task.title) for task in exercise.tasks] == [("first", "First"), ("first-more", "One more")]
    assert [part.name for part in exercise.tasks[1].parts] == ["instructions", "given", "answer", "check"]
    assert [(cell.label, cell.exercise, cell.task) for cell in chapter.cells[2:4]] == [
        ("first-check", 0, 0),
        ("more-given", 0, 1),
    ]
    assert [cell.label for cell in chapter.cells_of(0, "answer", 1)] == ["more-answer"]
    assert exercise.tasks[0].parts[-1].end < exercise.tasks[1].line < exercise.end


def test_a_heading_below_an_exercise_without_parts_is_prose(tmp_path: Path) -> None:
    chapter = parse_text(tmp_path, HEALTHY + "\n### Reading on\n\nWords.\n")
    assert len(chapter.exercises[0].tasks) == 1


@pytest.mark.parametrize(
    "fence", ["```{r}", "```{python echo=false}", "```{.python}", "> ```{python}", "- ```{python}", "``` {{python}}"]
)
def test_what_only_looks_like_a_cell_is_none(tmp_path: Path, fence: str) -> None:
    """Quarto would execute it, or show its code where the author expects an output: a rule reports it."""
    prefix = "> " if fence.startswith(">") else "  " if fence.startswith("-") else ""
    chapter = parse_text(tmp_path, f"{HEALTHY}\n{fence}\n{prefix}1\n{prefix}```\n")
    assert len(chapter.cells) == 3
    expected = [] if "{." in fence else [(HEALTHY.count("\n") + 2, fence)]
    assert chapter.foreign_cells == expected


def test_fences_and_divs_inside_of_code_are_code(tmp_path: Path) -> None:
    shown = "````markdown\n::: answer\n```{python}\n1 / 0\n```\n:::\n````\n"
    chapter = parse_text(tmp_path, HEALTHY + shown)
    assert len(chapter.cells) == 3
    assert len(chapter.exercises[0].tasks[0].parts) == 5


def test_a_heading_ends_the_exercise_before_it(tmp_path: Path) -> None:
    chapter = parse_text(tmp_path, HEALTHY + "\n## Closing {.unnumbered}\n\n```{python}\nz = 1\n```\n")
    assert len(chapter.exercises) == 1
    assert chapter.cells[-1].exercise is None
    assert chapter.exercise_of(chapter.cells[-1]) is None


def test_nested_divs(tmp_path: Path) -> None:
    inner = "::: explanation\n:::: {.callout-note}\nNote.\n::::\n"
    chapter = parse_text(tmp_path, HEALTHY.replace("::: explanation\n", inner))
    assert [part.name for part in chapter.exercises[0].tasks[0].parts][-1] == "explanation"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("---\ntitle", "title", "chapters/03-small.qmd:1: the front matter is missing"),
        ("title: A small", "title: [A small", "chapters/03-small.qmd:3: bad YAML"),
        ("## First {#first}", "## First", "chapters/03-small.qmd:6: the exercise 'First' has no id"),
        ("{#first}", "{#First_one}", "chapters/03-small.qmd:6: the id #First_one: expected lower-case letters"),
        ("#| label: first-answer", "#| label: [first", "chapters/03-small.qmd:23: bad YAML"),
        ("#| label: first-answer", "#| just words", "chapters/03-small.qmd:23: cell options should be"),
        (
            "Because $1 + 1 = 2$.\n:::",
            "Because $1 + 1 = 2$.",
            "chapters/03-small.qmd:37: the div 'explanation' is not closed",
        ),
        ("Words.", "Words.\n\n:::", "chapters/03-small.qmd:10: this ':::' closes nothing"),
    ],
)
def test_bad_input_is_one_line_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in HEALTHY
    message = error_of(tmp_path, HEALTHY.replace(old, new))
    assert message.startswith(expected)
    assert "\n" not in message


def test_not_utf8(tmp_path: Path) -> None:
    assert error_of(tmp_path, HEALTHY.encode().replace(b"Words.", b"W\xf6rds.")).startswith(
        "chapters/03-small.qmd:8: not UTF-8"
    )


@pytest.mark.parametrize(
    "captions, expected", [("One", ["One", "One"]), ("[One, 2]", ["One", "2"]), ("[]", ["", ""]), ("", ["", ""])]
)
def test_each_figure_has_its_own_text_or_the_one_for_all(tmp_path: Path, captions: str, expected: list[str]) -> None:
    chapter = parse_text(tmp_path, HEALTHY.replace("first-answer", f"first-answer\n#| fig-cap: {captions}"))
    [cell] = chapter.cells_of(0, "answer")
    assert [cell.text_for("fig-cap", figure) for figure in range(2)] == expected


@pytest.mark.parametrize("code", ["x = \0", "x ="])
def test_code_that_is_no_python_has_no_tree(tmp_path: Path, code: str) -> None:
    file = tmp_path / "01-a.qmd"
    file.write_text(HEALTHY.replace("y = x + 1", code), encoding="utf-8")
    assert [cell.tree for cell in parse_chapter(file, file.name).cells].count(None) == 1
