"""What readers with a narrow screen need: table rows that can become cards, identifiers that break where they may."""

import re

from lxml.html import HtmlElement, builder

from course.common.html import with_class
from course.postprocess.page import Page, set_class

# Outputs are tables of numbers, which scroll as they are
TABLES = f".//table[not(ancestor::{with_class('cell', 'div')})]"
HEADINGS = "./thead/tr[1]/*"
ROWS = "./tbody/tr"
CODE = ".//code[not(ancestor::pre) and not(*)]"
# Shorter ones fit on a line of any screen
LONG = 16
BREAKS = re.compile(r"(?<=[._(,])(?=\w)")


def label_cells(page: Page) -> None:
    """Give the cells of each table the heading of their column, below which a style sheet can show them as cards."""
    for table in page.main.xpath(TABLES):
        headings = [heading.text_content().strip() for heading in table.xpath(HEADINGS)]
        rows = table.xpath(ROWS)
        if not headings or any(len(row) != len(headings) for row in rows):
            continue
        set_class(table, "card-table")
        for row in rows:
            for cell, heading in list(zip(row, headings, strict=True))[1:]:
                cell.set("data-label", heading)


def break_identifiers(page: Page) -> None:
    """Let long code in prose break behind dots, underscores, commas and opening brackets."""
    for code in page.main.xpath(CODE):
        if len(code.text or "") > LONG:
            add_breaks(code)


def add_breaks(code: HtmlElement) -> None:
    """Put a place for a line break wherever there may be one."""
    first, *rest = BREAKS.split(code.text)
    code.text = first
    for part in rest:
        place = builder.E.wbr()
        place.tail = part
        code.append(place)
