"""The glossary's sentences as a script, which pages load when a reader wants to know a term without leaving them."""

import json
from copy import deepcopy

from lxml import etree

from course.common.html import with_class
from course.postprocess.page import Page

PATH, NAME = "pages/glossary.html", "glossary-terms.js"
TERMS = f".//{with_class('term', 'div')}[@id]"
# The link to the exercise that introduces the term
INTRODUCED = ".//a[contains(@href, '.html#')]"


def write_terms(page: Page) -> None:
    """Write the terms' sentences beside the glossary, as text by the terms' ids. Raises OSError."""
    meanings = {}
    for term in page.main.xpath(TERMS):
        sentence = deepcopy(term)
        etree.strip_elements(sentence, "annotation")
        for link in sentence.xpath(INTRODUCED):
            link.drop_tree()
        meanings[term.get("id")] = " ".join(sentence.text_content().split())
    text = json.dumps(meanings, ensure_ascii=False, separators=(",", ":"))
    (page.path.parent / NAME).write_text(f"window.courseTerms={text};\n", encoding="utf-8")
