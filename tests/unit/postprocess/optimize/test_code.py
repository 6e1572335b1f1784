"""Code blocks and formulas, shortened."""

from collections.abc import Callable

import pytest

from course.bootstrap import ROOT
from course.common.html import serialize_html
from course.postprocess.optimize.code import PLAIN, shorten_code
from course.postprocess.page import Page

MakePage = Callable[..., Page]


def shortened(page: Page) -> str:
    shorten_code(page)
    return serialize_html(page.tree)


def test_code_keeps_its_text_and_its_lines(make_page: MakePage) -> None:
    code = (
        '<code class="sourceCode python"><span id="cb1-1"><a href="#cb1-1" aria-hidden="true" tabindex="-1"></a>'
        'x <span class="op">=</span> <span class="st">&quot;</span><span class="st">a</span></span>\n'
        '<span id="cb1-2"><a href="#cb1-2" aria-hidden="true" tabindex="-1"></a>y</span></code>'
    )
    block = f'<div class="sourceCode" id="cb1"><pre>{code}</pre></div>'
    joined = '<span>x = <span class="st">"a</span>\ny</span>'
    short = f'<div class="sourceCode"><pre><code class="sourceCode python">{joined}</code></pre></div>'
    assert short in shortened(make_page(block))
    for kept in ('<pre data-code-annotation="1"></pre>', '<pre class="numberSource"></pre>'):
        assert code.replace("&quot;", '"') in shortened(make_page(block + kept)), "something marks these lines"


def test_words_of_one_kind_are_joined(make_page: MakePage) -> None:
    code = (
        '<code class="sourceCode"><span class="kw">a</span> <span class="kw">b</span>.<span class="kw">c</span></code>'
    )
    joined = '<code class="sourceCode"><span class="kw">a b</span>.<span class="kw">c</span></code>'
    assert joined in shortened(make_page(code))


@pytest.mark.parametrize("display, kept", [("inline", ""), ("block", ' display="block"')])
def test_formulas_lose_their_source(make_page: MakePage, display: str, kept: str) -> None:
    tex = '<semantics><mi>a</mi><annotation encoding="application/x-tex">a</annotation></semantics>'
    page = make_page(f'<math display="{display}" xmlns="http://www.w3.org/1998/Math/MathML">{tex}</math><!-- x -->')
    assert f"<body><math{kept}><mi>a</mi></math></body>" in shortened(page)


def test_the_style_sheet_shows_these_words_as_text() -> None:
    sheet = (ROOT / "assets/styles/site.css").read_text(encoding="utf-8")
    kinds = ", ".join(f".{name}" for name in ("op", "va", "at"))
    assert PLAIN == {"op", "va", "at"}
    assert sheet.count(f"code span:is({kinds}) {{\n  color: inherit;\n}}") == 2, "in light and dark"
