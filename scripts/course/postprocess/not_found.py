"""The page that a host sends for addresses that lead nowhere, in whatever folder those are."""

import html
from pathlib import Path
from urllib.parse import urlsplit

from course.common.files import write_whole
from course.common.project import Project
from course.gate.built_site import NOT_FOUND
from course.postprocess.discovery import site_address
from course.postprocess.page import OPTIMIZED

PAGE = """\
<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>Page not found – {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1.0"><meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">{styles}</head>
<body><main id="quarto-document-content" class="content"><h1>Page not found</h1>
<p>There is no page at this address. It may have moved: the front page lists all chapters and exercises.</p>
<p class="course-start"><a href="{root}index.html">{title}</a></p></main></body></html>
"""


def write_not_found(site: Path, project: Project) -> None:
    """Write the page. It links from the host's top: it is shown at any depth below it. Raises OSError."""
    root = urlsplit(site_address(project)).path or "/"
    sheets = sorted((site / OPTIMIZED).glob("base-*.css"))
    styles = "".join(f'<link rel="stylesheet" href="{root}{sheet.relative_to(site).as_posix()}">' for sheet in sheets)
    settings = project.settings
    title = html.escape(str(settings["website"]["title"]))
    write_whole(site / NOT_FOUND, PAGE.format(lang=settings["lang"], title=title, root=root, styles=styles))
