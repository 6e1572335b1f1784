"""Shorter HTML that means and looks the same: highlighted code is most of a chapter's page."""

import re
from collections.abc import Mapping
from pathlib import Path

CODE = re.compile(r'(<code class="sourceCode[^"]*">)(.*?)(</code>)', re.DOTALL)
# Quarto's box around a line, and its link to the line, which nothing follows. By the site's style sheet, one box around
# all lines looks the same but where lines have numbers or notes
LINE = re.compile(
    r'^<span id="(cb\d+-\d+)"><a href="#\1" aria-hidden="true" tabindex="-1"></a>(.*)</span>$', re.MULTILINE
)
LINES_MATTER = re.compile(r"data-code-annotation|numberSource")
WORD = re.compile(r'<span class="(\w+)">([^<]*)</span>')
NEIGHBORS = re.compile(r'<span class="(\w+)">([^<]*)</span>(\s*)<span class="\1">')
# How the site's style sheet colors kinds of words in code, light and dark
KINDS = re.compile(r"^(.*)code span:is\(([^)]*)\) \{([^}]*)\}", re.MULTILINE)
PLAIN = "color: inherit;"
ENTITIES = {"&quot;": '"', "&#x27;": "'", "&#39;": "'"}
# What only programs other than a browser read: Quarto's numbers for code blocks and cells, comments, and, in formulas,
# the TeX that they were made of and what is so in HTML anyway
BLOCK = re.compile(r'(<div class="sourceCode[^"]*") id="cb\d+"')
UNREAD = re.compile(
    r' data-execution_count="\d+"|<!--.*?-->|<annotation encoding="application/x-tex">.*?</annotation>|</?semantics>'
    r'|(?: display="inline")? xmlns="http://www\.w3\.org/1998/Math/MathML"(?=>)',
    re.DOTALL,
)


def kinds(site: Path) -> dict[str, str]:
    """For each kind of words in code one that looks the same by the site's own style sheet, "" where that is plain."""
    text = (site / "assets/styles/site.css").read_text(encoding="utf-8")
    looks: dict[str, list[tuple[str, str]]] = {}
    for match in KINDS.finditer(text):
        for name in match[2].split(","):
            looks.setdefault(name.strip(" .\n"), []).append((match[1], match[3].strip()))
    first: dict[tuple[tuple[str, str], ...], str] = {}
    return {
        name: "" if {rule for _, rule in look} == {PLAIN} else first.setdefault(tuple(look), name)
        for name, look in looks.items()
    }


def shorten(page: str, kinds: Mapping[str, str]) -> str:
    """A page with short markup of its code blocks, and without what no browser reads. kinds: as from `kinds`."""
    lines = LINES_MATTER.search(page)

    def word(match: re.Match[str]) -> str:
        kind = kinds.get(match[1], match[1])
        return f'<span class="{kind}">{match[2]}</span>' if kind else match[2]

    def code(match: re.Match[str]) -> str:
        text, boxes = (match[2], 0) if lines else LINE.subn(r"\2", match[2])
        text = WORD.sub(word, text)
        for entity, character in ENTITIES.items():
            text = text.replace(entity, character)
        before = ""
        while text != before:
            before, text = text, NEIGHBORS.sub(r'<span class="\1">\2\3', text)
        return match[1] + (f"<span>{text}</span>" if boxes else text) + match[3]

    page = CODE.sub(code, page)
    return UNREAD.sub("", page if lines else BLOCK.sub(r"\1", page))
