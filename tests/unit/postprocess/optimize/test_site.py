"""The steps that make pages light, each on a few lines."""

from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.postprocess.optimize import anchors, figures, inline, markup, site, styles
from course.postprocess.optimize.files import FOLDER, Files

HEAD = (
    '<head><link href="site_libs/a.css" rel="stylesheet" class="quarto-color-scheme" id="quarto-bootstrap">'
    '<link href="site_libs/b.css" rel="stylesheet" class="quarto-color-scheme quarto-color-alternate">'
    '<link href="own.css" rel="stylesheet"></head>'
)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "site_libs").mkdir()
    (tmp_path / "site_libs/a.css").write_text(".used{color:red}.never{color:blue}.late{color:green}")
    (tmp_path / "site_libs/b.css").write_text(".used{color:white}.never .used{color:blue}")
    (tmp_path / "own.css").write_text(".mine { color: tan; }")
    return Files(tmp_path, tmp_path / "cache")


def test_only_rules_that_pages_or_scripts_can_use_stay(files: Files) -> None:
    words = styles.vocabulary(['<p class="used">'], ['x.classList.add("late")'])
    common = styles.on_all({files.site / "index.html": HEAD}, files)
    page = styles.merge(HEAD, files.site, files, words, "", common)
    base, dark, own = (path.read_text() for path in sorted((files.site / "site_libs/slim").iterdir()))
    assert ".used" in base and ".late" in base and ".never" not in base
    assert ".used" in dark and ".never" not in dark
    assert ".mine" in own
    assert [name for name in ("base-", "dark-", "own-") if name in page] == ["base-", "dark-", "own-"]
    assert page.index("base-") < page.index("dark-") < page.index("own-")


def test_a_sheet_from_elsewhere_is_left_to_the_gate(files: Files) -> None:
    tag = '<link href="https://example.com/x.css" rel="stylesheet">'
    assert tag in styles.merge(f"<head>{tag}</head>", files.site, files, frozenset(), "", frozenset())


def test_what_only_some_pages_have_stays_apart(files: Files) -> None:
    more = HEAD.replace("</head>", '<link href="lab.css" rel="stylesheet"></head>')
    common = styles.on_all({files.site / "index.html": HEAD, files.site / "lab.html": more}, files)
    page = styles.merge(more, files.site, files, frozenset({"used"}), "", common)
    assert page.index("own-") < page.index('<link href="lab.css" rel="stylesheet">')


def test_code_keeps_its_text_and_its_lines() -> None:
    code = (
        '<code class="sourceCode python"><span id="cb1-1"><a href="#cb1-1" aria-hidden="true" tabindex="-1"></a>'
        'x <span class="op">=</span> <span class="st">&quot;</span><span class="st">a</span></span>\n'
        '<span id="cb1-2"><a href="#cb1-2" aria-hidden="true" tabindex="-1"></a></span></code>'
    )
    boxed = '<code class="sourceCode python"><span>x = <span class="st">"a</span>\n</span></code>'
    assert markup.shorten(code, {"op": ""}) == boxed
    for kept in ("data-code-annotation", "numberSource"):
        assert 'id="cb1-2"' in markup.shorten(f"<pre class='{kept}'>{code}</pre>", {}), "something marks these lines"


def test_words_of_one_color_are_joined() -> None:
    code = '<code class="sourceCode"><span class="kw">not</span> <span class="cf">if</span><i>a</i></code>'
    joined = '<code class="sourceCode"><span class="kw">not if</span><i>a</i></code>'
    assert markup.shorten(code, {"kw": "kw", "cf": "kw"}) == joined


def test_what_no_browser_reads_goes() -> None:
    math = '<math display="{0}" xmlns="http://www.w3.org/1998/Math/MathML">{1}</math>'
    tex = '<semantics><mi>a</mi><annotation encoding="application/x-tex">a</annotation></semantics>'
    page = f'<div class="sourceCode cell-code" id="cb12"></div><!-- x --><p id="cb1">{math.format("inline", tex)}</p>'
    short = '<div class="sourceCode cell-code"></div><p id="cb1"><math><mi>a</mi></math></p>'
    assert markup.shorten(page, {}) == short
    assert markup.shorten(math.format("block", tex), {}) == '<math display="block"><mi>a</mi></math>'


def test_figures_lose_digits_but_not_their_scale() -> None:
    svg = '<svg><metadata>x</metadata><path d="M 1.23456 2\nL -0.0001 3.5" transform="scale(0.015625)"/></svg>'
    assert figures.shorten(svg) == '<svg><path d="M 1.23 2 L 0 3.5" transform="scale(0.015625)"/></svg>'


def test_figures_have_attributes_in_place_of_styles() -> None:
    style = '<defs>\n  <style type="text/css">*{stroke-linejoin: round}</style>\n </defs>\n'
    svg = f'<svg width="9">{style}<path style="fill: none; opacity: 0; opacity: 1"/></svg>'
    assert figures.shorten(svg) == '<svg stroke-linejoin="round" width="9"><path fill="none" opacity="1"/></svg>'
    assert figures.shorten('<svg><path style="stroke: red"/></svg>') == '<svg><path stroke="red"/></svg>'
    for kept in (svg.replace("fill:", "font:"), f"{svg}<style>a{{fill: red}}</style>"):
        assert figures.unstyled(kept) == kept, "no attribute can say all of this"


def test_style_attributes_become_classes_that_are_as_strong() -> None:
    page = '<td\n align="x" style="text-align: left">a</td><p class="b" style="color:&quot;red&quot;"> style="c"</p>'
    left, red = inline.name("text-align: left"), inline.name("color:&quot;red&quot;")
    assert inline.classes(page) == f'<td class="{left}"\n align="x">a</td><p class="{red} b"> style="c"</p>'
    rules = inline.rules([page, page])
    assert rules.count("\n") == 2 and f'.{red}.{red}.{red}{{color:"red"}}' in rules
    assert inline.classes("<p>a</p>") == "<p>a</p>" and inline.rules([]) == ""


def test_handlers_become_data_and_a_script() -> None:
    page, script = inline.handlers('<a href="" onclick="go(&quot;x&quot;); return false;">onclick="no"</a>')
    assert page == '<a href="" data-onclick="go(&quot;x&quot;); return false;">onclick="no"</a>'
    assert r'"go(\"x\"); return false;": function (event) { go("x"); return false; },' in script
    assert inline.handlers("<a>x</a>") == ("<a>x</a>", "")


def test_a_page_that_names_the_folder_of_light_files_is_made_light(tmp_path: Path) -> None:
    (tmp_path / "assets/styles").mkdir(parents=True)
    (tmp_path / "assets/styles/site.css").touch()
    page = tmp_path / "index.html"
    page.write_text(f'<head></head><p style="color:red">{FOLDER}/</p>')
    site.optimize_site(tmp_path, tmp_path / "cache")
    assert "style=" not in page.read_text()
    first = page.read_text()
    site.optimize_site(tmp_path, tmp_path / "cache")
    assert page.read_text() == first, "once is enough"


def test_the_style_sheet_says_what_has_which_color(tmp_path: Path) -> None:
    (tmp_path / "assets").symlink_to(ROOT / "assets", target_is_directory=True)
    kinds = markup.kinds(tmp_path)
    assert {name for name, kind in kinds.items() if not kind} == {"op", "va", "at"}
    assert kinds["im"] == kinds["cf"] == "kw" and kinds["ss"] == "st" and kinds["fl"] == "dv" and "sc" not in kinds
    sheet = ROOT / "assets/styles/site.css"
    dark = tmp_path / "dark"
    (dark / "assets/styles").mkdir(parents=True)
    changed = sheet.read_text(encoding="utf-8") + ".quarto-dark code span:is(.cf) {\n  color: red;\n}\n"
    (dark / "assets/styles/site.css").write_text(changed, encoding="utf-8")
    assert markup.kinds(dark)["cf"] == "cf", "in the dark it differs"


def test_rules_of_links_to_headings_are_there_before_their_script(tmp_path: Path) -> None:
    assert anchors.rules(tmp_path) == ""
    script = tmp_path / anchors.SCRIPT
    script.parent.mkdir(parents=True)
    script.write_text("""A.sheet.insertRule(".a{opacity:0}",A.n),A.sheet.insertRule('b::after{content:"c"}',A.n)""")
    assert anchors.rules(tmp_path) == '.a{opacity:0}\nb::after{content:"c"}\n'
    assert anchors.mark("<head></head>") == f"<head>{anchors.MARK}\n</head>"
