"""Code blocks and formulas without what no reader sees: highlighted code is most of a chapter's page.

On the heaviest page this saves 5 kB from the portable engine and 12 kB from Quarto, compressed.
"""

from lxml import etree
from lxml.html import HtmlElement, builder

from course.common.html import with_class
from course.postprocess.page import Page

BLOCKS = f"//{with_class('sourceCode', 'div')}[@id]"
CODE = f"//{with_class('sourceCode', 'code')}"
LINES = "./span[starts-with(@id, 'cb')]"
WORDS = ".//span[not(*)]"
# What the engines number or mark lines for; the site's style sheet shows boxes around lines only there
MARKED = f"//*[@data-code-annotation] | //{with_class('numberSource')}"
# By the site's style sheet words of these kinds look like any other text
PLAIN = frozenset({"op", "va", "at"})


def shorten_code(page: Page) -> None:
    """Shorten a page's code blocks and formulas."""
    etree.strip_attributes(page.tree, "data-execution_count")
    shorten_formulas(page.tree)
    if page.tree.xpath(MARKED):
        return
    for block in page.tree.xpath(BLOCKS):
        del block.attrib["id"]
    for code in page.tree.xpath(CODE):
        if lines := code.xpath(LINES):
            join_lines(code, lines)
        join_words(code)


def shorten_formulas(tree: HtmlElement) -> None:
    """Drop the TeX that formulas were made of, and what is so in HTML anyway."""
    etree.strip_elements(tree, "annotation", etree.Comment, with_tail=False)
    etree.strip_tags(tree, "semantics")
    for formula in tree.iter("math"):
        formula.attrib.pop("xmlns", None)
        if formula.get("display") == "inline":
            del formula.attrib["display"]


def join_lines(code: HtmlElement, lines: list[HtmlElement]) -> None:
    """Put one box around all lines, which have the color of code from it, in place of Quarto's one around each."""
    for line in lines:
        # A link to the line, which nothing follows
        for link in line.xpath("./a[@aria-hidden]"):
            link.drop_tree()
    box = builder.SPAN(*code)
    code.append(box)
    for line in lines:
        line.drop_tag()


def join_words(code: HtmlElement) -> None:
    """Make text of the words that look like text, and one word of neighbors of one kind."""
    before = None
    for word in code.xpath(WORDS):
        if word.get("class") in PLAIN:
            word.drop_tag()
        elif before is not None and word.getprevious() is before and same_kind(before, word):
            before.text = f"{before.text or ''}{before.tail or ''}{word.text or ''}"
            before.tail = word.tail
            word.getparent().remove(word)
        else:
            before = word


def same_kind(before: HtmlElement, word: HtmlElement) -> bool:
    """Whether two words have the same color, and nothing but white space between them."""
    return dict(before.attrib) == dict(word.attrib) and not (before.tail or "").strip()
