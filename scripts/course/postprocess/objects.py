"""Links from the objects in reference tables to their documentation, by a list of addresses."""

import re

import yaml
from lxml.html import builder

from course.common.project import Project
from course.postprocess.page import Page

LIST = "pages/objects.yml"
OBJECTS = ".//tbody/tr/td[1]/code[not(*)]"
# What stands behind an object's name: its arguments, another object, a value
BEHIND = re.compile(r"[(,=]")


def read_addresses(project: Project) -> dict[str, str]:
    """The objects' addresses by their names, none where the project has no list. Raises OSError."""
    file = project.root / LIST
    return dict(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def link_objects(page: Page, addresses: dict[str, str]) -> None:
    """Link the objects in the first columns of a page's tables."""
    for code in page.main.xpath(OBJECTS):
        name = BEHIND.split(code.text or "", maxsplit=1)[0].strip()
        if name in addresses:
            link = builder.A(href=addresses[name])
            link.tail, code.tail = code.tail, None
            code.getparent().replace(code, link)
            link.append(code)
