"""Pages as trees: what browsers read from them is the same after parsing and serializing."""

import pytest

from course.common.html import parse_html, serialize_html

PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>a &amp; b</title><script>if (a < b && c) x("</p>");</script>\
<style>a > b { content: "<"; }</style></head><body>%s</body></html>"""


@pytest.mark.parametrize(
    "body",
    [
        "<details open><summary>s</summary><p>x</p></details>",
        '<template id="t"><tr><td>cell</td></tr><li>item</li></template>',
        '<math display="block"><mi>x</mi><mspace width="1em"></mspace><mo>&lt;</mo></math>',
        '<svg viewbox="0 0 1 1"><lineargradient id="g"></lineargradient><path d="M0"></path></svg>',
        '<optimizer-lab id="lab" data-x=\'{"a": "b"}\' hidden><p>x</p></optimizer-lab>',
        '<input type="checkbox" checked disabled><br><hr><img src="a.svg" alt="">',
        "<pre>\n\ntwo lines\n</pre>",
        '<p>&lt;tag&gt; &amp; é “q” "q" −1</p><!-- note -->',
        '<a href="x.html?a=1&amp;b=2#c"><div>block</div></a>',
        "<div>" * 300 + "deep" + "</div>" * 300,
    ],
)
def test_what_is_written_well_stays_as_it_is(body: str) -> None:
    assert serialize_html(parse_html(PAGE % body)) == PAGE % body


def test_what_a_browser_completes_is_completed() -> None:
    made = serialize_html(parse_html("<ul><li>one<li>two</ul><p>a<p>b"))
    assert "<body><ul><li>one</li><li>two</li></ul><p>a</p><p>b</p></body>" in made
    assert serialize_html(parse_html(""))
