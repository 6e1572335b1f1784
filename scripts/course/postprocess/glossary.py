"""The glossary's sentences as a script, which pages load when a reader wants to know a term without leaving them."""

from copy import deepcopy

from lxml import etree

from course.common.data_scripts import GLOSSARY_TERMS
from course.common.html import text_of, with_class
from course.postprocess.page import Page

PATH = "pages/glossary.html"
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
        meanings[term.get("id")] = text_of(sentence)
    GLOSSARY_TERMS.write(page.site, meanings)
