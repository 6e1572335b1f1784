"""Breakages of real exercises at random places: each kind takes an exercise's text and says what the gate must find."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

CELL = re.compile(r"```\{python\}\n(?P<options>(?:#\| [^\n]*\n)*)(?P<code>.*?)```\n", re.DOTALL)


@dataclass(frozen=True)
class Mutant:
    """text: the broken exercise; rule and line (from 1 within the text) that the gate must name."""

    text: str
    rule: str
    line: int


def row(text: str, position: int) -> int:
    """The line of a position."""
    return text.count("\n", 0, position) + 1


def cells(text: str, part: str) -> list[re.Match[str]]:
    """The cells of one part."""
    start = text.index(f"::: {part}\n")
    return list(CELL.finditer(text, start, text.index("\n:::\n", start) + 1))


def pick(text: str, part: str, chance: random.Random) -> re.Match[str]:
    """A random cell of one part."""
    return chance.choice(cells(text, part))


def insert_code(
    code: str, rule: str, part: str = "answer", at_cell: bool = False
) -> Callable[[str, random.Random], Mutant]:
    """A kind that puts a line at the head of a random cell's code; at_cell: the finding is at the cell, not there."""

    def kind(text: str, chance: random.Random) -> Mutant:
        cell = pick(text, part, chance)
        place = cell.start("code")
        line = row(text, cell.start() if at_cell else place)
        return Mutant(text[:place] + code + "\n" + text[place:], rule, line)

    return kind


def add_option(option: str, rule: str, part: str, line_of: str) -> Callable[[str, random.Random], Mutant]:
    """A kind that adds an option to all cells of a part; line_of: "cell", "option" or "part"."""

    def kind(text: str, chance: random.Random) -> Mutant:
        del chance
        lines = {"part": row(text, text.index(f"::: {part}\n")), "cell": row(text, cells(text, part)[0].start())}
        lines["option"] = row(text, cells(text, part)[0].start("code"))
        for cell in reversed(cells(text, part)):
            text = text[: cell.start("code")] + option + "\n" + text[cell.start("code") :]
        return Mutant(text, rule, lines[line_of])

    return kind


def replace_prose(words: str, rule: str) -> Callable[[str, random.Random], Mutant]:
    """A kind that adds a sentence to the introduction."""

    def kind(text: str, chance: random.Random) -> Mutant:
        blanks = [m.start() for m in re.finditer(r"\n\n", text[: text.index("::: instructions")])]
        place = chance.choice(blanks) + 2
        return Mutant(text[:place] + words + "\n\n" + text[place:], rule, row(text, place))

    return kind


def drop(pattern: str, rule: str, line_of_cell: bool = False) -> Callable[[str, random.Random], Mutant]:
    """A kind that takes out one place at which a pattern matches; the finding is there, at its cell or heading."""

    def kind(text: str, chance: random.Random) -> Mutant:
        match = chance.choice(list(re.finditer(pattern, text, re.MULTILINE)))
        opened = text.rindex("```{python}", 0, match.start()) if line_of_cell else 0
        return Mutant(text[: match.start()] + text[match.end() :], rule, row(text, opened))

    return kind


def open_fence(text: str, chance: random.Random) -> Mutant:
    """The end of a cell is lost."""
    cell = pick(text, chance.choice(["given", "answer", "check"]), chance)
    return Mutant(text[: cell.end() - 4] + text[cell.end() :], "open-fence", row(text, cell.start()))


def no_assertions(text: str, chance: random.Random) -> Mutant:
    """Every check's code is replaced by a friendly word."""
    del chance
    first = cells(text, "check")[0]
    for cell in reversed(cells(text, "check")):
        text = text[: cell.start("code")] + 'print("well done")\n' + text[cell.end("code") :]
    return Mutant(text, "no-assertion", row(text, first.start()))


KINDS: dict[str, Callable[[str, random.Random], Mutant]] = {
    "raises": insert_code("raise RuntimeError('broken')", "cell-error"),
    "fails in the given": insert_code("1 / 0", "cell-error", part="given"),
    "failing check": insert_code("assert False, 'no'", "cell-error", part="check"),
    "syntax": insert_code("def broken(:", "syntax-error"),
    "exit": insert_code("raise SystemExit(0)", "system-exit", at_cell=True),
    "kernel": insert_code("import os; os._exit(1)", "kernel-died", at_cell=True),
    "command": insert_code("!exit 3", "command-failed"),
    "warning": insert_code("import warnings; warnings.warn('old')", "stderr", at_cell=True),
    "nan": insert_code("print(float('nan'))", "not-a-number", at_cell=True),
    "address": insert_code("print(object())", "memory-address", at_cell=True),
    "path": insert_code("import os; print(os.getcwd())", "machine-path", at_cell=True),
    "output": insert_code("print('x ' * 20000)", "output-size", at_cell=True),
    "unknown name": insert_code("print(from_another_exercise)", "undefined-name"),
    "dots": insert_code("placeholder = ...", "placeholder"),
    "long line": insert_code("# " + "long " * 20, "line-length"),
    "error allowed": add_option("#| error: true", "errors-allowed", "answer", "cell"),
    "answer skipped": add_option("#| eval: false", "no-answer", "answer", "part"),
    "check skipped": add_option("#| eval: false", "no-check", "check", "part"),
    "mistyped option": add_option("#| fig-capt: x", "unsupported", "given", "option"),
    "TODO": replace_prose("TODO: say more.", "placeholder"),
    "dead anchor": replace_prose("See [there](#nowhere-at-all).", "broken-anchor"),
    "missing image": replace_prose("![A cat](../assets/images/cat.png)", "missing-image"),
    "reference": replace_prose("See @fig-nowhere.", "unresolved-reference"),
    "open tag": replace_prose("<div><b>bold</div>", "html-parse"),
    "stray div": replace_prose(":::", "stray-div"),
    "no id": drop(r" \{#[\w-]+\}$", "exercise-id"),
    "no explanation": drop(r"^::: explanation\n(?:.|\n)*\n:::\n", "part-missing"),
    "no instructions": drop(r"^::: instructions\n(?:.|\n)*?\n:::\n", "part-missing"),
    "open fence": open_fence,
    "no assertions": no_assertions,
    "dead link": replace_prose("See [there](../assets/data/lost.csv).", "broken-link"),
    "foreign script": replace_prose('<script src="https://example.org/x.js"></script>', "foreign-origin"),
}
