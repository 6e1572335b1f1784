"""Fault: Quarto lists pages in llms.txt in the file system's order, and those of its first rendering alone.

Seen in Quarto 1.10.18, which a build runs several times. Needless where one run renders all pages and sorts them.
"""

from pathlib import Path

from course.common.project import Project
from course.postprocess.discovery import site_address

MODELS = "llms.txt"
ENDING = ".llms.md"
HEADING = "## Pages\n\n"


def sort_listings(project: Project, site: Path) -> None:
    """Have language models find all pages in one order: the front page, chapters, others. Raises OSError."""
    if (site / MODELS).is_file():
        list_for_models(project, site)


def sort_key(page: str) -> tuple[int, str]:
    """Where a page stands, as a key to sort by. page: its path in the site."""
    return page.count("/"), page


def list_for_models(project: Project, site: Path) -> None:
    """List in llms.txt every page that is there as Markdown, by its title."""
    base = site_address(project)
    pages = sorted((file.relative_to(site).as_posix() for file in site.rglob(f"*{ENDING}")), key=sort_key)
    titles = {page: (site / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages}
    head = (site / MODELS).read_text(encoding="utf-8").partition(HEADING)[0]
    lines = [f"- [{title}]({base}{page})\n" for page, title in titles.items()]
    (site / MODELS).write_text(f"{head}{HEADING}{''.join(lines)}", encoding="utf-8")
