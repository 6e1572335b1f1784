"""Empty answers, derived from small answers and checks."""

from pathlib import Path

import pytest

from course.source.chapters import parse_chapter
from course.source.scaffold import empty_answer, starter
from support import HEALTHY

CASES = {
    "names that the check needs": ("x = 1", "y = x + 1\nz = y\nprint(z)", "assert z == 2", "z = ..."),
    "a name that the check makes itself": ("x = 1", "y = x\nname = 2", "for name in [y]:\n    assert name", "y = ..."),
    "a name inside of the check's function": ("", "y = 1", "def f(a):\n    return a + y\nf(1)", "y = ..."),
    "several names at once, each once": ("", "a, (b, *c) = f()\na = 2", "a, b, c", "a = ...\nb = ...\nc = ..."),
    "imports": (
        "",
        "import math\ny = math.pi\nfrom os import path",
        "y",
        "import math\nfrom os import path\n\ny = ...",
    ),
    "a loop over what is given": (
        "n = 3",
        "total = 0\nfor i in range(n):\n    total += i\nmean = total / n",
        "total, mean",
        "total = ...\n\nfor i in range(n):\n    ...\n\nmean = ...",
    ),
    "a name that a loop makes": ("n = 3", "for i in range(n):\n    y = i", "y, i", "for i in range(n):\n    y = ..."),
    "a loop over what is not there yet": (
        "n = 3",
        "rows = [n]\nfor row in rows:\n    for x in row:\n        y = x",
        "y",
        "y = ...\n\n# for row in rows:\n#     for x in row:\n#         ...",
    ),
    "a loop that might not end": ("n = 3", "while n:\n    n -= 1", "n", "n = ...\n\n# while n:\n#     ..."),
    "a loop that its body leaves": (
        "import itertools",
        "for i in itertools.count():\n    if i > 3:\n        break",
        "i",
        "i = ...\n\n# for i in itertools.count():\n#     ...",
    ),
    "a loop that only prints": ("n = 3", "y = n\nfor i in range(n):\n    text = i\n    print(text)", "y", "y = ..."),
    "a with block around a loop": (
        "import torch\ndata = [1]",
        "with torch.no_grad():\n    for x in data:\n        y = x\n    z = y",
        "y, z",
        "with torch.no_grad():\n    for x in data:\n        y = ...\n    z = ...",
    ),
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
    "nothing to begin with": ("x = [1]", "x.append(2)\nprint(x)", "assert x == [1, 2]", ""),
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


def test_a_starter_has_one_answer_cell_and_ends_with_the_check(tmp_path: Path) -> None:
    answer = "y = x + 1\n```\n\nAnd then:\n\n```{python}\nz = y"
    chapter = starter(chapter_of(tmp_path, "x = 1", answer, "assert z == y"))
    assert [(cell.part, cell.code) for cell in chapter.cells] == [
        ("given", "x = 1"),
        ("answer", "y = ...\nz = ..."),
        ("check", "assert z == y"),
    ]
