"""Titles, which are Markdown, as HTML for what is no page of an engine's own."""

import re

from course.common.project import Project
from course.common.render_cache import cached
from course.common.versions import version
from course.source.pandoc_json import run_pandoc

OPTIONS = ["--from=markdown", "--to=html", "--mathml", "--wrap=none"]
HEADING = re.compile(r"<h1[^>]*>(.*)</h1>")
LINK = re.compile(r"</?a\b[^>]*>")


def titles_as_html(project: Project, titles: list[str]) -> dict[str, str]:
    """Titles as HTML without links, made by one run of Pandoc.

    Args:
        project: The checkout.
        titles: In Markdown, of chapters and exercises.

    Returns:
        Each title's HTML.

    Raises:
        CourseError: Pandoc fails.
    """
    # As headings: there "1. Tensors" begins no list
    text = "\n\n".join(f"# {title}" for title in titles)
    inputs = ["titles", version("pypandoc_binary"), text]
    made = cached(project.render_cache, inputs, lambda: run_pandoc(OPTIONS, text)).decode()
    return dict(zip(titles, (LINK.sub("", html) for html in HEADING.findall(made)), strict=True))
