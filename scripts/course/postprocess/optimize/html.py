"""The few pieces of HTML that are read and written here: tags with their attributes."""

import html
import re

ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag such as `<link href="a.css" rel="stylesheet">`."""
    inside = re.sub(r"^<[\w-]+|/?>$", "", tag)
    return {match[1]: html.unescape(match[2] or "") for match in ATTRIBUTE.finditer(inside)}


def start(name: str, values: dict[str, str]) -> str:
    """A start tag."""
    inside = "".join(f' {key}="{html.escape(value)}"' if value else f" {key}" for key, value in values.items())
    return f"<{name}{inside}>"
