"""A page for the steps to work on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from course.common.html import parse_html
from course.postprocess.page import Page

MakePage = Callable[..., Page]


@pytest.fixture
def make_page(tmp_path: Path) -> MakePage:
    """Makes a page of a body, a head, its place in the site, and the tool that it is said to come from."""

    def make(body: str = "", head: str = "", path: str = "index.html", tool: str = "Quarto") -> Page:
        text = f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>"
        return Page(tmp_path, tmp_path / path, tool, parse_html(text), text)

    return make
