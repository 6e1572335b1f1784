"""Rules on what happened when cells ran."""

import ast

import pytest

from course.gate.rules.execution import defined


@pytest.mark.parametrize(
    "code, names",
    [
        ("import torch.nn as nn, os.path\nfrom a import b as c", {"nn", "os", "c"}),
        (
            "x: int = 1\nfor i in range(3):\n    y, *z = i, 2\nwith open('a') as file: pass",
            {"x", "i", "y", "z", "file"},
        ),
        ("def f(a):\n    inner = [each for each in a]\nclass A:\n    own = 1", {"f", "A"}),
        ("def f():\n    global shared\n    shared = 1", {"f", "shared"}),
        ("print(x)", set()),
        ("def f(a, a): pass", set()),
    ],
)
def test_names_that_code_defines(code: str, names: set[str]) -> None:
    assert defined(ast.parse(code)) == names
