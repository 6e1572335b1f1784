"""What a strict Content-Security-Policy refuses in pages: style attributes become classes, handlers listeners."""

import hashlib
import html
import json
import re
from collections.abc import Iterable

STYLED = re.compile(r'<[a-z][^<>]*?(?P<attribute>\sstyle="(?P<rule>[^"]*)")[^<>]*>')
CLASS = re.compile(r'\sclass="')
HANDLER = re.compile(r'(?<=\s)(?P<name>on[a-z]+)="(?P<code>[^"]*)"(?=[^<>]*>)')
LISTENERS = """\
{{
  const handlers = {{
{handlers}
  }};
  for (const [name, known] of Object.entries(handlers)) {{
    const elements = document.querySelectorAll(`[data-${{name}}]`);
    elements.forEach((element) => (element[name] = known[element.dataset[name]]));
  }}
}}"""


def rules(pages: Iterable[str]) -> str:
    """A style sheet with a class for each style attribute; strong enough to win, as attributes do, unless a script
    sets something else.
    """
    found = {match["rule"] for page in pages for match in STYLED.finditer(page)}
    return "".join(f"{('.' + name(rule)) * 3}{{{html.unescape(rule)}}}\n" for rule in sorted(found))


def name(rule: str) -> str:
    """The class that stands for a style attribute."""
    return f"style-{hashlib.sha256(rule.encode()).hexdigest()[:6]}"


def classes(page: str) -> str:
    """The page with classes in place of its style attributes."""

    def replace(match: re.Match[str]) -> str:
        start = match.start()
        tag = match[0][: match.start("attribute") - start] + match[0][match.end("attribute") - start :]
        added = name(match["rule"])
        if CLASS.search(tag):
            return CLASS.sub(lambda found: f"{found[0]}{added} ", tag, count=1)
        return re.sub(r"^<[\w-]+", lambda found: f'{found[0]} class="{added}"', tag)

    return STYLED.sub(replace, page)


def handlers(page: str) -> tuple[str, str]:
    """The page with its event handlers as data, and the script that makes them handlers again, empty for none."""
    found: dict[str, set[str]] = {}
    for match in HANDLER.finditer(page):
        found.setdefault(match["name"], set()).add(html.unescape(match["code"]))
    if not found:
        return page, ""
    lines = []
    for event, codes in sorted(found.items()):
        known = "".join(f"      {json.dumps(code)}: function (event) {{ {code} }},\n" for code in sorted(codes))
        lines.append(f"    {event}: {{\n{known}    }},")
    return HANDLER.sub(r"data-\g<0>", page), LISTENERS.format(handlers="\n".join(lines))
