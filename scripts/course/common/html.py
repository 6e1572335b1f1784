"""HTML pages as trees: parsed and serialized the same way by everything that reads or changes them."""

from lxml import html
from lxml.html import HtmlElement

DOCTYPE = "<!DOCTYPE html>"


def parse_html(text: str) -> HtmlElement:
    """Parse a whole page.

    Args:
        text: The page; its tags have to match (see `gate.raw_html`), as browsers repair others in another way.

    Returns:
        The root element.
    """
    # Without limits on depth and length, so that a large output is not cut off
    return html.document_fromstring(text or "<html></html>", parser=html.HTMLParser(huge_tree=True))


def serialize_html(root: HtmlElement) -> str:
    """The page as text that browsers parse to the same tree."""
    # lxml does not know that this element has no end
    return str(html.tostring(root, encoding="unicode", doctype=DOCTYPE)).replace("</wbr>", "")


def text_of(element: HtmlElement) -> str:
    """An element's text, with single spaces."""
    return " ".join(element.text_content().split())


def with_class(name: str, element: str = "*") -> str:
    """An XPath step to the elements that have a class."""
    # Most elements do not even have its letters
    return f"{element}[contains(@class, '{name}') and contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
