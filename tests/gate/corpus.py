"""The corpus: for every rule a minimal broken chapter that it must catch; near_misses.py has what it must pass.

Each entry edits the healthy chapter of tests/support.py (its lines count from 1: the heading stands on line 6, the
cells of given, answer and check open on lines 15, 22 and 30).
"""

from dataclasses import dataclass

Edits = tuple[tuple[str, str], ...]

FIGURE = """\
```{python}
#| label: fig-line
#| fig-cap: "A line that rises from left to right."
#| fig-alt: "A straight line from the lower left to the upper right corner."
import matplotlib.pyplot as plt

plt.plot([0, 1, 2], [0, 1, 4]);
```
"""
TABLE = """\
```{python}
#| label: tbl-numbers
#| tbl-cap: "Two numbers."
import pandas as pd

pd.DataFrame({"n": [1, 2]})
```
"""
TWICE = FIGURE.replace("plt.plot([0, 1, 2], [0, 1, 4]);", "figure, axes = plt.subplots()\naxes.plot([0, 1])\nfigure")
WIDE = "$$\n" + " + ".join(f"x_{{{number}}}" for number in range(60)) + "\n$$\n"
TWO = FIGURE.replace(
    "plt.plot([0, 1, 2], [0, 1, 4]);", "for slope in (1, 2):\n    plt.plot([0, slope])\n    plt.show()"
)
BECAUSE = "Because $1 + 1 = 2$.\n"
ANSWER = "y = x + 1\nprint(y)\n"


@dataclass(frozen=True)
class Breakage:
    """edits: (old, new) replacements in the healthy chapter; rule and line: of the finding that they must cause."""

    name: str
    rule: str
    line: int
    edits: Edits


def after(line: str, new: str) -> Edits:
    """Edits that put text behind a line of the healthy chapter."""
    return ((line, line + new),)


BREAKAGES: list[Breakage] = [
    # Execution
    Breakage("raises", "cell-error", 24, (("y = x + 1", "y = 1 / 0"),)),
    Breakage("raises in a later line", "cell-error", 25, (("print(y)", "print(missing)"),)),
    Breakage("failing check", "cell-error", 32, (("assert y == 2", "assert y == 3, 'y should be 3'"),)),
    Breakage("failing magic", "stderr", 22, (("print(y)", "%no_such_magic"),)),
    Breakage("syntax error", "syntax-error", 24, (("y = x + 1", "y = x +"),)),
    Breakage("sys.exit", "system-exit", 22, (("print(y)", "import sys; sys.exit(0)"),)),
    Breakage("dead kernel", "kernel-died", 22, (("y = x + 1", "import os; os._exit(1)"),)),
    Breakage("time limit", "time-limit", 22, (("y = x + 1", "import time; time.sleep(30)"),)),
    Breakage(
        "thread raises",
        "stderr",
        22,
        (("print(y)", "import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()"),),
    ),
    Breakage("warning", "stderr", 22, (("print(y)", "import warnings; warnings.warn('old')"),)),
    Breakage("print to stderr", "stderr", 22, (("print(y)", "import sys; print(y, file=sys.stderr)"),)),
    Breakage(
        "display method raises",
        "display-error",
        27,
        (("print(y)", "class Shy:\n    def _repr_html_(self):\n        raise ValueError('no')\nShy()"),),
    ),
    Breakage("error option", "errors-allowed", 22, after("#| label: first-answer", "\n#| error: true")),
    Breakage("error tag", "errors-allowed", 22, after("#| label: first-answer", "\n#| tags: [raises-exception]")),
    Breakage("error for the chapter", "errors-allowed", 3, (("title: A", "execute:\n  error: true\ntitle: A"),)),
    Breakage("failing command", "command-failed", 25, (("print(y)", "!ls /no/such/folder 2>/dev/null"),)),
    Breakage("nan in the answer", "not-a-number", 22, (("print(y)", "print('loss', float('nan'))"),)),
    Breakage("inf in the answer", "not-a-number", 22, (("print(y)", "print([1.0, float('-inf')])"),)),
    Breakage(
        "nan outside of the answer",
        "not-a-number",
        38,
        ((BECAUSE, "```{python}\n#| label: first-nan\nprint(float('nan'))\n```\n"),),
    ),
    Breakage("too much output", "output-size", 22, (("print(y)", "print('x ' * 11000)"),)),
    Breakage("a path of this machine", "machine-path", 22, (("print(y)", "import os; print(os.getcwd())"),)),
    Breakage("a memory address", "memory-address", 22, (("print(y)", "print(object())"),)),
    Breakage("a name from a later cell", "undefined-name", 17, (("x = 1", "x = z\nz = 1"),)),
    Breakage(
        "a name from nowhere in a function", "undefined-name", 26, (("print(y)", "def f():\n    return nowhere"),)
    ),
    Breakage("too much memory", "memory-limit", 22, (("y = x + 1", "y = x + 1\nblock = b'x' * 900_000_000"),)),
    # Content
    Breakage("answer not executed", "no-answer", 21, after("#| label: first-answer", "\n#| eval: false")),
    Breakage("answer empty", "no-answer", 21, ((ANSWER, ""),)),
    Breakage("answer commented out", "no-answer", 21, ((ANSWER, "# y = x + 1\n"),)),
    Breakage("answer without effect", "no-answer", 21, ((ANSWER, "pass\n"),)),
    Breakage("check not executed", "no-check", 29, after("#| label: first-check", "\n#| eval: false")),
    Breakage("no check", "no-check", 6, (("::: check\n", "::: other\n"),)),
    Breakage("check without assertion", "no-assertion", 30, (("assert y == 2\n", ""),)),
    Breakage("part missing", "part-missing", 6, (("::: explanation", "::: other"),)),
    Breakage("part empty", "part-empty", 10, (("- Do it.\n", ""),)),
    Breakage(
        "parts out of order",
        "part-order",
        6,
        (
            ("::: instructions\n- Do it.\n:::\n\n", ""),
            ("::: explanation", "::: instructions\n- Do it.\n:::\n\n::: explanation"),
        ),
    ),
    Breakage("part twice", "part-order", 6, after("Because $1 + 1 = 2$.\n:::\n", "\n::: explanation\nAgain.\n:::\n")),
    Breakage("blank to fill in", "placeholder", 24, (("y = x + 1", "y = ____  # noqa"),)),
    Breakage("dots as code", "placeholder", 25, (("y = x + 1", "y = x + 1\nz = ..."),)),
    Breakage("TODO in the prose", "placeholder", 8, (("Words.", "Words. TODO: more."),)),
    Breakage("FIXME in the code", "placeholder", 24, (("y = x + 1", "y = x + 1  # FIXME"),)),
    Breakage("label twice", "duplicate-label", 22, (("first-answer", "first-given"),)),
    Breakage("id twice", "duplicate-id", 41, after("Because $1 + 1 = 2$.\n:::\n", "\n## Again {#first}\n")),
    Breakage(
        "figure without caption",
        "figure-caption",
        38,
        ((BECAUSE, FIGURE.replace('#| fig-cap: "A line that rises from left to right."\n', "")),),
    ),
    Breakage(
        "figure without alternative text",
        "figure-alt",
        38,
        (
            (
                BECAUSE,
                FIGURE.replace('#| fig-alt: "A straight line from the lower left to the upper right corner."\n', ""),
            ),
        ),
    ),
    Breakage("undeclared operator of LaTeX", "formula", 38, ((BECAUSE, "Because $\\argmin_w L$.\n"),)),
    Breakage("half-open interval in a caption", "caption", 38, ((BECAUSE, FIGURE.replace("left to", "(0, 1] to")),)),
    Breakage(
        "figure twice",
        "figure-twice",
        38,
        ((BECAUSE, FIGURE.replace("plt.plot([0, 1, 2], [0, 1, 4]);", "fig = plt.figure()\nplt.plot([0, 1])\nfig")),),
    ),
    Breakage("figure without a label", "figure-caption", 38, ((BECAUSE, FIGURE.replace("fig-line", "line")),)),
    Breakage("image without alternative text", "figure-alt", 38, ((BECAUSE, "![](../assets/images/favicon.svg)\n"),)),
    Breakage(
        "table without caption", "table-caption", 38, ((BECAUSE, TABLE.replace('#| tbl-cap: "Two numbers."\n', "")),)
    ),
    Breakage(
        "blank plot", "blank-plot", 38, ((BECAUSE, FIGURE.replace("plt.plot([0, 1, 2], [0, 1, 4]);", "plt.axes();")),)
    ),
    Breakage(
        "figure that shows nothing",
        "blank-plot",
        38,
        ((BECAUSE, FIGURE.replace("plt.plot([0, 1, 2], [0, 1, 4]);", "plt.close()")),),
    ),
    Breakage(
        "bracket in a caption",
        "caption",
        38,
        ((BECAUSE, FIGURE.replace("from left to right.", "from left to right] and on.")),),
    ),
    Breakage("figure shown twice", "figure-twice", 38, ((BECAUSE, TWICE),)),
    Breakage("unknown command of LaTeX", "formula", 38, ((BECAUSE, "Because $\\nosuch{x} = 2$.\n"),)),
    Breakage("long line", "line-length", 24, (("y = x + 1", "y = x + 1" + " + 0" * 20),)),
    Breakage("unknown front matter", "unsupported", 3, (("description", "descripton"),)),
    Breakage("a bibliography", "unsupported", 3, (("description", "bibliography"),)),
    Breakage("unknown cell option", "unsupported", 24, after("#| label: first-answer", "\n#| fig-capt: x")),
    Breakage("a shortcode that does not end", "unsupported", 38, ((BECAUSE, "{{< meta title and more.\n"),)),
    Breakage("a shortcode without spaces", "unsupported", 38, ((BECAUSE, "{{<meta title>}}\n"),)),
    Breakage("a shortcode over two lines", "unsupported", 38, ((BECAUSE, "{{< meta\ntitle >}}\n"),)),
    Breakage("a shortcode without a value", "unsupported", 38, ((BECAUSE, "{{< meta titel >}}\n"),)),
    Breakage("a shortcode in code", "unsupported", 38, ((BECAUSE, "Write `{{< meta title >}}`.\n"),)),
    Breakage("a shortcode in a cell", "unsupported", 25, (("print(y)", "print(y)  # {{< meta title >}}"),)),
    Breakage("bad front matter", "bad-yaml", 3, (("title: A small", "title: [A small"),)),
    Breakage("bad cell options", "bad-yaml", 23, (("#| label: first-answer", "#| label: [first"),)),
    Breakage("no front matter", "front-matter", 1, (("---\ntitle", "title"),)),
    Breakage("open fence", "open-fence", 30, (('print("y is 2")\n```\n', 'print("y is 2")\n'),)),
    Breakage("open div", "open-div", 37, (("Because $1 + 1 = 2$.\n:::", "Because $1 + 1 = 2$."),)),
    Breakage("stray end of a div", "stray-div", 10, (("Words.", "Words.\n\n:::"),)),
    Breakage("exercise without id", "exercise-id", 6, ((" {#first}", ""),)),
    Breakage(
        "unused exception", "unused-allow", 22, after("#| label: first-answer", "\n#| check-allow: stderr never needed")
    ),
    Breakage(
        "exception without a reason",
        "unused-allow",
        22,
        after("#| label: first-answer", "\n#| check-allow: line-length"),
    ),
    # Site
    Breakage("link to no page", "broken-link", 38, ((BECAUSE, "See [there](02-lost.qmd).\n"),)),
    Breakage("link to no file", "broken-link", 38, ((BECAUSE, "See [data](../assets/data/lost.csv).\n"),)),
    Breakage("link to no anchor", "broken-anchor", 38, ((BECAUSE, "See [there](#nowhere).\n"),)),
    Breakage(
        "link to no anchor of another page", "broken-anchor", 38, ((BECAUSE, "See [home](../index.qmd#nowhere).\n"),)
    ),
    Breakage("missing image", "missing-image", 38, ((BECAUSE, "![A cat](../assets/images/cat.png)\n"),)),
    Breakage("image of another origin", "foreign-origin", 38, ((BECAUSE, "![A cat](https://example.org/cat.png)\n"),)),
    Breakage(
        "script of another origin",
        "foreign-origin",
        38,
        ((BECAUSE, '<script src="https://example.org/x.js"></script>\n'),),
    ),
    Breakage("unresolved reference", "unresolved-reference", 38, ((BECAUSE, "See @fig-nowhere.\n"),)),
    Breakage("a character in no font of the PDF", "missing-glyph", 38, ((BECAUSE, "Because 🎉.\n"),)),
    Breakage("a formula too wide for paper", "pdf-layout", 39, ((BECAUSE, WIDE),)),
    Breakage("HTML that does not parse", "html-parse", 38, ((BECAUSE, "<div><b>bold</div>\n"),)),
]
