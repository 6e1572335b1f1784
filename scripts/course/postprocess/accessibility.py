"""What both engines leave to do so that a page can be used by keyboard and is read out well."""

import re

TOGGLE = re.compile(r'<a\b[^>]*\brole="navigation"[^>]*>')
TOGGLED = re.compile(r'data-bs-target="(#[^"]+)"')
CORNER = re.compile(r"<th\b([^>]*)>\s*</th>")
# How the tags of navigations begin, and their names
NAVIGATIONS = {
    '<nav id="quarto-sidebar" ': "Site",
    '<nav id="TOC" ': "On this page",
    '<nav class="page-navigation"': "Previous and next page",
    '<nav class="quarto-secondary-nav"': "Menu and search",
}


def make_accessible(text: str) -> str:
    """Name the navigations, make links of what unfolds the sidebar, and let no empty cell be a table's heading.

    text: a page; one that has been through is left as it is.
    """
    text = TOGGLE.sub(lambda match: link_to_toggled(match[0]), text)
    for tag, name in NAVIGATIONS.items():
        named = tag.replace("<nav ", f'<nav aria-label="{name}" ')
        text = text.replace(tag, named, 1)
    return CORNER.sub(r"<td\1></td>", text)


def link_to_toggled(tag: str) -> str:
    """A link to what it unfolds, where a landmark stood that Tab does not reach."""
    target = TOGGLED.search(tag)
    href = target[1] if target else "#quarto-sidebar"
    return tag.replace('role="navigation"', f'href="{href}"')
