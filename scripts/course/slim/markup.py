"""Shorter HTML that means and looks the same: highlighted code is most of a chapter's page."""

import re
from pathlib import Path

CODE = re.compile(r'(<code class="sourceCode[^"]*">)(.*?)(</code>)', re.DOTALL)
# Quarto's links to single lines: nothing leads there. An empty line keeps something empty, for its height
LINE = re.compile(r'<span id="(cb\d+-\d+)"><a href="#\1" aria-hidden="true" tabindex="-1"></a>(</span>)?')
NEIGHBORS = re.compile(r'<span class="(\w+)">([^<]*)</span><span class="\1">')
# Where the site's style sheet gives kinds of words in code no color of their own
INHERIT = re.compile(r"^code span:is\(([^)]*)\) \{\s*color: inherit;\s*\}", re.MULTILINE)
ENTITIES = {"&quot;": '"', "&#x27;": "'", "&#39;": "'"}


def uncolored(site: Path) -> frozenset[str]:
    """The classes of words in code that look like plain code, by the site's own style sheet."""
    text = (site / "assets/styles/site.css").read_text(encoding="utf-8")
    return frozenset(name.strip(" .") for match in INHERIT.finditer(text) for name in match[1].split(","))


def shorten(page: str, uncolored: frozenset[str]) -> str:
    """A page with short markup inside of its code blocks. Pages with notes on code lines keep their lines' ids."""
    lines = "data-code-annotation" not in page
    bare = re.compile(rf'<span class="(?:{"|".join(sorted(uncolored))})">([^<]*)</span>')

    def code(match: re.Match[str]) -> str:
        text = LINE.sub(lambda m: "<span><i></i></span>" if m[2] else "<span>", match[2]) if lines else match[2]
        text = bare.sub(r"\1", text) if uncolored else text
        for entity, character in ENTITIES.items():
            text = text.replace(entity, character)
        before = ""
        while text != before:
            before, text = text, NEIGHBORS.sub(r'<span class="\1">\2', text)
        return match[1] + text + match[3]

    return CODE.sub(code, page)
