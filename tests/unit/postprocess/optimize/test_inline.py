"""Inline styles and event handlers, which a strict policy refuses."""

from collections.abc import Callable

from course.common.html import serialize_html
from course.postprocess.optimize.inline import extract_handlers, extract_inline_styles
from course.postprocess.page import Page

MakePage = Callable[..., Page]


def test_style_attributes_become_classes_that_are_as_strong(make_page: MakePage) -> None:
    page = make_page('<p style="color: red">a</p><p class="b" style="color: red">b</p><i style="margin: 0">c</i>')
    rules = extract_inline_styles([page]).splitlines()
    name = page.tree.find(".//p").get("class")
    assert f".{name}.{name}.{name}{{color: red}}" in rules and len(rules) == 2
    made = serialize_html(page.tree)
    assert f'<p class="{name} b">b</p>' in made and "style=" not in made


def test_style_elements_are_put_together(make_page: MakePage) -> None:
    pages = [
        make_page("<p>x</p><style scoped>\nb {}\n</style>", "<style>\na {}\nb {}\n</style>"),
        make_page(head="<style>\na {}</style>"),
    ]
    assert extract_inline_styles(pages) == "a {}\nb {}\n"
    assert not any("<style" in serialize_html(page.tree) for page in pages)


def test_styles_of_drawings_and_templates_stay(make_page: MakePage) -> None:
    page = make_page("<svg><style>a {}</style></svg><template><style>b {}</style></template>")
    assert extract_inline_styles([page]) == ""


def test_handlers_become_data_and_a_script(make_page: MakePage) -> None:
    page = make_page('<a href="" onclick="go(&quot;x&quot;); return false;">onclick="no"</a>')
    script = extract_handlers(page)
    assert 'data-onclick=\'go("x"); return false;\'>onclick="no"</a>' in serialize_html(page.tree)
    assert r'"go(\"x\"); return false;": function (event) { go("x"); return false; },' in script
    assert extract_handlers(make_page("<a>x</a>")) == ""
