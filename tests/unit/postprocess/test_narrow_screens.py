"""Tables whose rows can be cards, and identifiers that can break."""

from collections.abc import Callable

import pytest

from course.common.html import serialize_html
from course.postprocess.narrow_screens import break_identifiers, label_cells
from course.postprocess.page import Page

TABLE = "<table><thead><tr><th>Name</th><th>What it is</th></tr></thead><tbody><tr>{}</tr></tbody></table>"
ROW = "<td>a</td><td>b</td>"


def test_cells_know_their_columns(make_page: Callable[..., Page]) -> None:
    page = make_page(f"<main>{TABLE.format(ROW)}</main>")
    label_cells(page)
    assert '<tr><td>a</td><td data-label="What it is">b</td></tr>' in serialize_html(page.tree)
    assert page.tree.xpath("string(//table/@class)") == "card-table"


@pytest.mark.parametrize(
    "content", [f'<div class="cell">{TABLE.format(ROW)}</div>', TABLE.format('<td colspan="2">a</td>')]
)
def test_outputs_and_irregular_tables_stay(make_page: Callable[..., Page], content: str) -> None:
    page = make_page(f"<main>{content}</main>")
    before = serialize_html(page.tree)
    label_cells(page)
    assert serialize_html(page.tree) == before


def test_long_identifiers_may_break_behind_some_letters(make_page: Callable[..., Page]) -> None:
    code = "nn.init.uniform_(weight,a)"
    page = make_page(f"<main><code>{code}</code> <code>a.b</code><pre><code>{code}</code></pre></main>")
    break_identifiers(page)
    made = serialize_html(page.tree)
    assert "<code>nn.<wbr>init.<wbr>uniform_(<wbr>weight,<wbr>a)</code> <code>a.b</code>" in made
    assert f"<pre><code>{code}</code></pre>" in made and page.tree.xpath("string(//code)") == code
