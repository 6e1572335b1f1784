"""The other half of the corpus: edits of the healthy chapter that look like the breakage of a rule and are right."""

from dataclasses import dataclass

from corpus import BECAUSE, FIGURE, TABLE, TWO, Edits, after


@dataclass(frozen=True)
class NearMiss:
    """edits that look like the breakage of a rule and are right."""

    name: str
    rule: str
    edits: Edits


NEAR_MISSES: list[NearMiss] = [
    NearMiss(
        "caught exception",
        "cell-error",
        (("print(y)", "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error)"),),
    ),
    NearMiss("syntax error in a string", "syntax-error", (("print(y)", "print('y = x +')"),)),
    NearMiss("exit as a word", "system-exit", (("print(y)", "print('sys.exit(1)')"),)),
    NearMiss("short sleep", "time-limit", (("y = x + 1", "import time; time.sleep(0.5); y = x + 1"),)),
    NearMiss(
        "thread that ends well",
        "stderr",
        (("print(y)", "import threading\nt = threading.Thread(target=print, args=(y,))\nt.start()\nt.join()"),),
    ),
    NearMiss(
        "warning that is caught",
        "stderr",
        (
            (
                "print(y)",
                "import warnings\nwith warnings.catch_warnings(record=True):\n    warnings.warn('old')\nprint(y)",
            ),
        ),
    ),
    NearMiss(
        "display method",
        "display-error",
        (("print(y)", "class Bold:\n    def _repr_html_(self):\n        return '<b>bold</b>'\nBold()"),),
    ),
    NearMiss("error: false", "errors-allowed", after("#| label: first-answer", "\n#| error: false")),
    NearMiss("command that works", "command-failed", (("print(y)", "!echo 2"),)),
    NearMiss("nan in a word", "not-a-number", (("print(y)", "print('banana, information, infant')"),)),
    NearMiss("long output below the limit", "output-size", (("print(y)", "print('x ' * 1000)"),)),
    NearMiss("a relative path", "machine-path", (("print(y)", "print('../assets/data')"),)),
    NearMiss("a hexadecimal number", "memory-address", (("print(y)", "print(hex(255))"),)),
    NearMiss(
        "a name defined later but used in a function",
        "undefined-name",
        (("print(y)", "def f():\n    return later\nlater = 1\nprint(f())"),),
    ),
    NearMiss("a block below the limit", "memory-limit", (("y = x + 1", "y = x + 1\nblock = b'x' * 50_000_000"),)),
    NearMiss(
        "answer in two cells, one without effect",
        "no-answer",
        (("print(y)\n```\n", "print(y)\n```\n\n```{python}\n#| label: first-note\n# only words\n```\n"),),
    ),
    NearMiss(
        "an assertion of NumPy's",
        "no-assertion",
        (("assert y == 2", "import numpy as np\nnp.testing.assert_equal(y, 2)"),),
    ),
    NearMiss("another div in a part", "part-order", ((BECAUSE, ":::: {.callout-note}\nNote.\n::::\n"),)),
    NearMiss(
        "dots in a slice and in words",
        "placeholder",
        (("print(y)", "import numpy as np\nprint(np.ones((1, 2))[..., 0], 'and so on ...')"),),
    ),
    NearMiss("the same label prefix", "duplicate-label", (("first-answer", "first-given-2"),)),
    NearMiss(
        "brackets in a caption",
        "caption",
        ((BECAUSE, FIGURE.replace("from left to right.", "[from left] to \\\\] the right.")),),
    ),
    NearMiss("known commands of LaTeX", "formula", ((BECAUSE, "Because $\\frac{1}{2} \\cdot 2 = 1$.\n"),)),
    NearMiss("two figures", "figure-twice", ((BECAUSE, TWO),)),
    NearMiss("a character of other letters", "missing-glyph", ((BECAUSE, "Gödel, naïve, σ, ≤ and →.\n"),)),
    NearMiss("a formula that paper holds", "pdf-layout", ((BECAUSE, "$$\nx_1 + x_2 + x_3 = 4\n$$\n"),)),
    NearMiss("figure with all", "figure-caption", ((BECAUSE, FIGURE),)),
    NearMiss(
        "decorated image",
        "figure-alt",
        ((BECAUSE, '![The icon](../assets/images/favicon.svg){fig-alt="A ball in a valley"}\n'),),
    ),
    NearMiss("table with all", "table-caption", ((BECAUSE, TABLE),)),
    NearMiss(
        "plot of points only",
        "blank-plot",
        ((BECAUSE, FIGURE.replace("plt.plot([0, 1, 2], [0, 1, 4]);", "plt.scatter([1], [1]);")),),
    ),
    NearMiss("line of 79 characters", "line-length", (("y = x + 1", "y = x + 1  # " + "a" * 66),)),
    NearMiss("known cell option", "unsupported", after("#| label: first-answer", "\n#| code-fold: true")),
    NearMiss("shortcodes side by side", "unsupported", ((BECAUSE, "({{< meta title >}}{{< meta title >}}).\n"),)),
    NearMiss("fence in a fence", "open-fence", ((BECAUSE, "````markdown\n```python\n````\n"),)),
    NearMiss("colons in code", "stray-div", (("print(y)", 'print(y)\ntext = """\n:::\n"""'),)),
    NearMiss(
        "used exception",
        "unused-allow",
        (
            ("#| label: first-answer", "#| label: first-answer\n#| check-allow: stderr shows a warning on purpose"),
            ("print(y)", "import sys; print(y, file=sys.stderr)"),
        ),
    ),
    NearMiss(
        "link to a file that is there",
        "broken-link",
        ((BECAUSE, "See [the icon](../assets/images/favicon.svg) and [home](../index.qmd).\n"),),
    ),
    NearMiss("link to an anchor that is there", "broken-anchor", ((BECAUSE, "See [above](#first).\n"),)),
    NearMiss(
        "plain link to another origin", "foreign-origin", ((BECAUSE, "See [the docs](https://pytorch.org/docs).\n"),)
    ),
    NearMiss("an address with an at sign", "unresolved-reference", ((BECAUSE, "Write to `a@fig-b.org`.\n"),)),
    NearMiss("raw HTML that parses", "html-parse", ((BECAUSE, "<div><b>bold</b></div>\n"),)),
]
