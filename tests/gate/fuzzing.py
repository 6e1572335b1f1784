"""Random damage to real exercises: characters, lines, fences, divs, options, YAML."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str]

ODD = [
    "`", "```", "````", "~~~", ":", ":::", "::: {", "}", "{", "{#", "$", "$$", "[", "]", "](", "![", "<", "<!--", "-->",
    ">", "|", "#|", "#| - x: [", "&", "@", "@fig-x", "^[", "[^1]", "\\", "\t", "\x00", "\x0c", "\ufeff", "\u2028",
    "\x85", "é", "🎉",
    "'", '"', "%", "{{<", ">}}", "---", "...", "\r", "- ", "1. ", "    ", "* * *", "=", "!ls", "\ud7ff",
]  # fmt: skip
LINES = [
    "::: answer", ":::", "::: {.callout-note}", "::: {.panel-tabset}", "```{python}", "```", "```{r}", "#| label: [",
    "#| echo: maybe", "#| fig-cap: {a: 1}", "#| label:", "## Second {#second}", "## {#}", "# One", "### Task {#task}",
    "---", "title: [", "<div>", "</div>", "<script>", "[x]: y", "| a | b |", "|---|", ": caption {#tbl-x}",
    "$$ {#eq-x}",
    "{{< include x >}}", "![](nothing.png)", "[](#nowhere)", "@eq-none", "Term\n:   words", "%matplotlib", "a: &a [*a]",
    "#| - a", "#|", "#| 1: 2", "#| label: 3", "#| fig-cap: [1, {}]", "#| check-allow: 7", "#| tags: {a: b}",
]  # fmt: skip


def character(text: str, chance: random.Random) -> str:
    """Put something odd anywhere."""
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(ODD) + text[place:]


def without_character(text: str, chance: random.Random) -> str:
    """Take out a few characters."""
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.randrange(1, 6) :]


def line(text: str, chance: random.Random) -> str:
    """Put in a line."""
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(LINES))
    return "\n".join(lines)


def without_line(text: str, chance: random.Random) -> str:
    """Take out a line."""
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def swapped(text: str, chance: random.Random) -> str:
    """Swap two lines."""
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def cut(text: str, chance: random.Random) -> str:
    """End somewhere."""
    return text[: chance.randrange(len(text) + 1)]


def repeated(text: str, chance: random.Random) -> str:
    """Repeat a stretch elsewhere."""
    start = chance.randrange(len(text) + 1)
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[start : start + chance.randrange(200)] + text[place:]


def structural(text: str, chance: random.Random) -> str:
    """Damage a fence, a div, an option or a heading."""
    found = list(re.finditer(r"^(?:```|:::|#\||##|---).*$", text, re.MULTILINE))
    if not found:
        return text
    place = chance.choice(found)
    return text[: place.start()] + character(place[0], chance) + text[place.end() :]


MUTATIONS: list[Mutation] = [character, without_character, line, without_line, swapped, cut, repeated, structural]


def mutate(text: str, chance: random.Random) -> str:
    """Damage a text in one to three places."""
    for _ in range(chance.randint(1, 3)):
        text = chance.choice(MUTATIONS)(text, chance) or "x"
    return text
