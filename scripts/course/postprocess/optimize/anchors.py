"""The style rules of AnchorJS, in the style sheet from the start: its script adds them when the page is there, and as
there is a font among them, the browser would lay out everything once more.
"""

import re
from pathlib import Path

SCRIPT = "site_libs/quarto-html/anchor.min.js"
RULE = re.compile(r"""\.sheet\.insertRule\((["'])(?P<rule>.*?)\1,""")
# By this element the script knows that its rules are there
MARK = '<style class="anchorjs"></style>'


def rules(site: Path) -> str:
    """The rules that AnchorJS adds to pages of Quarto's; empty for a site without it."""
    path = site / SCRIPT
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return "".join(f"{match['rule']}\n" for match in RULE.finditer(text))


def mark(page: str) -> str:
    """Tell the page's script that its rules are there."""
    return page.replace("</head>", f"{MARK}\n</head>", 1)
