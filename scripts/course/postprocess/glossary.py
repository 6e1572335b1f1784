"""The glossary's sentences as a script, which pages load when a reader wants to know a term without leaving them."""

import json
from copy import deepcopy

from lxml import etree

from course.common.files import write_whole
from course.common.html import with_class
from course.postprocess.page import Page

PATH = "pages/glossary.html"
TERMS_SCRIPT = "assets/scripts/glossary-terms.js"
TERMS = f".//{with_class('term', 'div')}[@id]"
# The link to the exercise that introduces the term
INTRODUCED = ".//a[contains(@href, '.html#')]"


def write_terms(page: Page) -> None:
    """Write the terms' sentences into the site, as text by the terms' ids. page: the glossary. Raises OSError."""
    meanings = {}
    for term in page.main.xpath(TERMS):
        sentence = deepcopy(term)
        etree.strip_elements(sentence, "annotation")
        for link in sentence.xpath(INTRODUCED):
            link.drop_tree()
        meanings[term.get("id")] = " ".join(sentence.text_content().split())
    text = json.dumps(meanings, ensure_ascii=False, separators=(",", ":"))
    write_whole(page.site / TERMS_SCRIPT, f"globalThis.courseTerms={text};\n")
