"""The dark look without scripts: where no script can switch to it, the pages follow the reader's system."""

import re
from pathlib import Path

import tinycss2

from course.common.errors import CourseError
from course.common.render_cache import cached
from course.common.versions import version

# How our sheets say that a page is dark, as lightningcss writes it
SWITCHED = re.compile(r":is\(body\.quarto-dark,\[data-scheme=\"?alternate\"?\]\)|\[data-scheme=\"?alternate\"?\]")
BODY = "body.quarto-dark"
MEDIA = "@media (scripting:none) and (prefers-color-scheme:dark)"


def dark_without_scripts(text: str, name: str, kept: Path) -> str:
    """The dark rules of a style sheet of ours, for pages without scripts.

    Args:
        text: The sheet, minified.
        name: Of its file, for messages.
        kept: A folder for `render_cache.cached`: a sheet is read token by token, which takes long.

    Returns:
        The rules once more, empty where there are none.

    Raises:
        CourseError: The sheet is no CSS.
    """
    inputs = [version("tinycss2"), name, text]
    return cached(kept, inputs, lambda: dark_rules(text, name).encode()).decode()


def dark_rules(text: str, name: str) -> str:
    """As above, without a cache."""
    found = []
    for node in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            raise CourseError(f"this is no CSS: {node.message}", file=name, line=node.source_line)
        if node.type != "qualified-rule":
            continue
        selectors = tinycss2.serialize(node.prelude)
        if (dark := SWITCHED.sub(":root", selectors).replace(BODY, "body")) != selectors:
            found.append(f"{dark}{{{tinycss2.serialize(node.content)}}}")
    return f"{MEDIA}{{{''.join(found)}}}" if found else ""
