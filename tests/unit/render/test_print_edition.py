"""What paper shows of a chapter: no code of figures, long given functions shortened, and where a page may end."""

import re
from pathlib import Path

import nbformat

from course.execute.notebooks import Executed
from course.render.notebook import executed_notebook
from course.render.page_breaks import MARK, marked
from course.render.print_edition import LONG, print_edition
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed

SVG = nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>"})
STEPS = "\n".join(f"    total += {number}" for number in range(LONG))
HELPER = f'''\
@decorated
def helper(total):
    """Add numbers.

    Many of them.
    """
    # the first one
{STEPS}
    return total'''
FIGURE = """
```{python}
#| label: fig-first
#| fig-cap: A line.
#| code-fold: true
draw(y)
```
:::
"""


def edition(text: str, drawing: int | None = None, folder: Path = Path("/tmp")) -> str:
    """The text of all cells of a chapter's print edition. drawing: the cell that shows a figure."""
    executed = executed_for(text, drawing, folder)
    return "\n".join(cell.source for cell in executed_notebook(print_edition(executed)).cells)


def executed_for(text: str, drawing: int | None, folder: Path) -> Executed:
    file = folder / "01-small.qmd"
    file.write_text(text, encoding="utf-8")
    chapter = parse_chapter(file, "chapters/01-small.qmd")
    outputs = [[SVG] if number == drawing else [] for number in range(len(chapter.cells))]
    return as_executed(chapter, outputs)


def test_a_chapter_without_long_code_stays_as_it_is(tmp_path: Path) -> None:
    executed = executed_for(HEALTHY, None, tmp_path)
    assert executed_notebook(print_edition(executed)) == executed_notebook(executed)


def test_long_given_functions_are_shortened_and_stand_in_full_once(tmp_path: Path) -> None:
    second = HEALTHY.partition("\n## First")[2].replace("first", "second")
    text = (HEALTHY + "\n## Second" + second).replace("x = 1\n", f"x = 1\n\n\n{HELPER}\n\n\nz = 1\n")
    printed = edition(text, folder=tmp_path)
    short = '@decorated\ndef helper(total):\n    """Add numbers.\n\n    Many of them.\n    """\n    ...  # in full'
    assert printed.count(short) == 2
    assert printed.count("    # the first one") == 1, "the function does not stand in full once"
    body, appendix = printed.replace(MARK, "").split("\n## Helpers in full {.unnumbered}\n")
    assert "### Given in 1.1 and 1.2" in appendix and HELPER in appendix
    assert "total +=" not in body and body.count("z = 1") == 2


def test_functions_without_docstring_or_of_an_answer(tmp_path: Path) -> None:
    bare = re.sub(r'    """.*"""\n', "", HELPER, flags=re.DOTALL)
    assert "def helper(total):\n    ...  # in full" in edition(
        HEALTHY.replace("x = 1\n", f"x = 1\n{bare}\n"), folder=tmp_path
    )
    printed = edition(HEALTHY.replace("y = x + 1\n", f"y = x + 1\n{HELPER}\n"), folder=tmp_path)
    assert "total += 1" in printed and "in full" not in printed


def test_folded_code_of_figures_is_hidden(tmp_path: Path) -> None:
    text = HEALTHY.rstrip().removesuffix(":::") + FIGURE
    position = HEALTHY.count("```{python}")
    assert "echo: false" in edition(text, position, tmp_path)
    assert "echo" not in edition(text, None, tmp_path), "what draws nothing is hidden"
    assert "echo" not in edition(text.replace("#| code-fold: true\n", ""), position, tmp_path)


def starts(code: str) -> list[str]:
    """The lines at which a page may begin."""
    return [line.removeprefix(MARK) for line in marked(code).splitlines() if line.startswith(MARK)]


def test_pages_end_between_statements_alone() -> None:
    table = "table = [\n" + "".join(f"    {n},\n" for n in range(6)) + "]"
    code = f'a = 1\nb = 2\nc = 3\n{table}\n# why\nd = """\nx = 1\n"""\ne = 5\nf = 6\ng = 7'
    assert starts(code) == ["table = [", "# why", "e = 5"]
    assert marked(code).replace(MARK, "") == code
    assert starts("a = 1\n" * 12) == [], "little code is parted"
    assert starts("a = (\n" * 20) == [], "what is no Python is marked"


def test_long_statements_are_parted_within() -> None:
    lines = "".join(f"    if x:\n        y = {n}\n" for n in range(8))
    assert starts(f"def f():\n{lines}") == ["    if x:"] * 6
    assert len(starts("table = [\n" + "    0,\n" * 30 + "]")) > 20
