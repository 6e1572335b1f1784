"""The steps that make pages light, each on a few lines."""

from pathlib import Path

import pytest

from course.slim import figures, markup, styles
from course.slim.files import Files

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
    assert markup.shorten(code, frozenset({"op"})) == (
        '<code class="sourceCode python"><span>x = <span class="st">"a</span></span>\n<span><i></i></span></code>'
    )


def test_figures_lose_digits_but_not_their_scale() -> None:
    svg = '<svg><metadata>x</metadata><path d="M 1.23456 2\nL -0.0001 3.5" transform="scale(0.015625)"/></svg>'
    assert figures.shorten(svg) == '<svg><path d="M 1.23 2 L 0 3.5" transform="scale(0.015625)"/></svg>'
