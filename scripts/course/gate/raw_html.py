"""Tags that do not match in the HTML that authors write.

It is read where it was written: once parsed, every page is a tree, whose tags match.
"""

import re
from collections.abc import Iterable

from markdown_it.common.html_re import close_tag, comment, open_tag

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Elements whose end tag may be left out
OPTIONAL = frozenset("p li dt dd tr td th thead tbody tfoot colgroup option html head body".split())
# What holds no tags
OPAQUE = re.compile(rf"{comment}|(?<=<script>).+?(?=</script>)|(?<=<style>).+?(?=</style>)", re.DOTALL)
TAG = re.compile(f"{open_tag}|{close_tag}")
NAME = re.compile(r"</?(?P<name>[\w-]+)")


def unbalanced_tags(pieces: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Find the tags that are not closed in their place, or close nothing.

    Args:
        pieces: The HTML of one document in its order, each piece with the line at which it begins.

    Returns:
        The line and the element's name of each.
    """
    found: list[tuple[int, str]] = []
    opened: list[tuple[int, str]] = []
    for first, piece in pieces:
        text = OPAQUE.sub(lambda match: "\n" * match[0].count("\n"), piece)
        for match in TAG.finditer(text):
            line, name = first + text.count("\n", 0, match.start()), NAME.findall(match[0])[0].lower()
            if name in VOID or match[0].endswith("/>"):
                continue
            if not match[0].startswith("</"):
                opened.append((line, name))
            elif name not in [name for _, name in opened]:
                found.append((line, name))
            else:
                while (last := opened.pop())[1] != name:
                    found += [last] if last[1] not in OPTIONAL else []
    return found + [tag for tag in opened if tag[1] not in OPTIONAL]
