"""Fault: Quarto lists pages for search in the file system's order, and in llms.txt those of its first rendering alone.

Seen in Quarto 1.10.18, which a build runs several times. Needless where one run renders all pages and sorts them.
"""

import json
from pathlib import Path

from course.common.project import Project

SEARCH, MODELS = "search.json", "llms.txt"
ENDING = ".llms.md"
HEADING = "## Pages\n\n"


def sort_listings(project: Project, site: Path) -> None:
    """Have search and language models find all pages in one order: the front page, chapters, others. Raises OSError."""
    if (site / SEARCH).is_file():
        sort_search(site / SEARCH)
    if (site / MODELS).is_file():
        list_for_models(project, site)


def sort_key(page: str) -> tuple[int, str]:
    """Where a page stands, as a key to sort by. page: its path in the site."""
    return page.count("/"), page


def sort_search(file: Path) -> None:
    """Sort what search knows by page; a page's sections stay as they are."""
    entries = json.loads(file.read_text(encoding="utf-8"))
    entries.sort(key=lambda entry: sort_key(entry["objectID"].partition("#")[0]))
    file.write_text(json.dumps(entries, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def list_for_models(project: Project, site: Path) -> None:
    """List in llms.txt every page that is there as Markdown, by its title."""
    base = str(project.settings["website"].get("site-url") or "")
    if base:
        base = base.rstrip("/") + "/"
    pages = sorted((file.relative_to(site).as_posix() for file in site.rglob(f"*{ENDING}")), key=sort_key)
    titles = {page: (site / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages}
    head = (site / MODELS).read_text(encoding="utf-8").partition(HEADING)[0]
    lines = [f"- [{title}]({base}{page})\n" for page, title in titles.items()]
    (site / MODELS).write_text(f"{head}{HEADING}{''.join(lines)}", encoding="utf-8")
