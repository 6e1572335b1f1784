"""Empty answers, derived from small answers and checks."""

from pathlib import Path

import pytest

from course.source.parser import parse_chapter
from course.source.scaffold import empty_answer, starter
from support import HEALTHY

CASES = {
    "names that the check needs": ("x = 1", "y = x + 1\nz = y\nprint(z)", "assert z == 2", "z = ..."),
    "a name that the check makes itself": ("x = 1", "name = 2\ny = x", "for name in [y]:\n    assert name", "y = ..."),
    "a name inside of the check's function": ("", "y = 1", "def f(a):\n    return a + y\nf(1)", "y = ..."),
    "several names at once, each once": ("", "a, (b, *c) = f()", "a, b, c", "a = ...\nb = ...\nc = ..."),
    "imports": (
        "",
        "import math\ny = math.pi\nfrom os import path",
        "y",
        "import math\nfrom os import path\n\ny = ...",
    ),
    "a slot for what else is asked": (
        "n = 3",
        "total = 0\nfor i in range(n):\n    total += i\nprint(total)\nmean = total / n",
        "total, mean",
        "total = ...\n# Your code here\n...\nmean = ...",
    ),
    "one slot for several statements": ("x = [1]", "x.append(2)\nx.append(3)\nprint(x)", "x", "# Your code here\n..."),
    "a slot beside a definition": (
        "x = [1]",
        "def f():\n    return 1\nx.append(f())",
        "f, x",
        "def f():\n    ...\n\n\n# Your code here\n...",
    ),
    "names that a loop makes, without its head": (
        "n = 3",
        "for i in range(n):\n    y = i",
        "y, i",
        "i = ...\ny = ...",
    ),
    "no head of a with block either": (
        "import torch\ndata = [1]",
        "with torch.no_grad():\n    for x in data:\n        y = x\n    z = y",
        "y, z",
        "y = ...\nz = ...",
    ),
    "no slot above names, where the reader knows where to write": (
        "n = 3",
        "n.bit_length()\nrows = [n]\ny = rows",
        "y",
        "y = ...",
    ),
    "what is given stays": ("n = 3", "while n:\n    n -= 1", "n", "# Your code here\n..."),
    "a function with its docstring": (
        "",
        'def double(x: int, by: int) -> int:\n    """Twice."""\n    y = x * by\n    return y',
        "double(1)",
        'def double(x: int, by: int) -> int:\n    """Twice."""\n    ...',
    ),
    "a class with its methods": (
        "from torch import nn",
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = 1\n"
        "    def forward(self, x):\n        return x",
        "Net()",
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        ...\n\n"
        "    def forward(self, x):\n        ...",
    ),
}


def chapter_of(folder: Path, given: str, answer: str, check: str):  # noqa: ANN201
    text = HEALTHY.replace("x = 1", given, 1).replace("y = x + 1\nprint(y)", answer)
    file = folder / "01-small.qmd"
    file.write_text(text.replace('assert y == 2\nprint("y is 2")', check), encoding="utf-8")
    return parse_chapter(file, file.name)


@pytest.mark.parametrize("case", CASES)
def test_the_empty_answer(tmp_path: Path, case: str) -> None:
    given, answer, check, expected = CASES[case]
    assert empty_answer(chapter_of(tmp_path, given, answer, check), 0) == expected


def test_the_empty_answer_of_a_further_task(tmp_path: Path) -> None:
    """What the tasks before it made is there, and is not taken away."""
    more = "\n### More {#more}\n\n::: answer\n```{python}\ny += 1\nz = y\n```\n:::\n"
    more += "\n::: check\n```{python}\nassert y == 3 and z == 3\n```\n:::\n"
    file = tmp_path / "01-small.qmd"
    file.write_text(HEALTHY + more, encoding="utf-8")
    chapter = parse_chapter(file, file.name)
    assert (empty_answer(chapter, 0), empty_answer(chapter, 0, 1)) == ("y = ...", "z = ...")
    answers = [cell.code for cell in starter(chapter).cells if cell.part == "answer"]
    assert answers == ["y = ...", "z = ..."]


def test_a_starter_has_one_answer_cell_and_ends_with_the_check(tmp_path: Path) -> None:
    answer = "y = x + 1\n```\n\nAnd then:\n\n```{python}\nz = y"
    chapter = starter(chapter_of(tmp_path, "x = 1", answer, "assert z == y"))
    assert [(cell.part, cell.code) for cell in chapter.cells] == [
        ("given", "x = 1"),
        ("answer", "y = ...\nz = ..."),
        ("check", "assert z == y"),
    ]
