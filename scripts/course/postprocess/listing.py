"""Where a site lists its pages, for its search and for language models: all of them, in one order.

Quarto's is the file system's, and with several renderings llms.txt has the pages of the first.
"""

import json
from pathlib import Path

from course.common.project import Project

SEARCH, MODELS = "search.json", "llms.txt"
ENDING = ".llms.md"
HEADING = "## Pages\n\n"


def arrange(project: Project, site: Path) -> None:
    """Put what the site lists in order: the front page, chapters, other pages. Raises OSError."""
    if (site / SEARCH).is_file():
        arrange_search(site / SEARCH)
    if (site / MODELS).is_file():
        arrange_models(project, site)


def place(page: str) -> tuple[int, str]:
    """Where a page stands, as a key to sort by. page: its path in the site."""
    return page.count("/"), page


def arrange_search(file: Path) -> None:
    """Sort what search knows by page; a page's sections stay as they are."""
    entries = json.loads(file.read_text(encoding="utf-8"))
    entries.sort(key=lambda entry: place(entry["objectID"].partition("#")[0]))
    file.write_text(json.dumps(entries, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def arrange_models(project: Project, site: Path) -> None:
    """List in llms.txt every page that is there as Markdown, by its title."""
    base = str(project.settings["website"].get("site-url") or "")
    if base:
        base = base.rstrip("/") + "/"
    pages = sorted((file.relative_to(site).as_posix() for file in site.rglob(f"*{ENDING}")), key=place)
    titles = {page: (site / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages}
    head = (site / MODELS).read_text(encoding="utf-8").partition(HEADING)[0]
    lines = [f"- [{title}]({base}{page})\n" for page, title in titles.items()]
    (site / MODELS).write_text(f"{head}{HEADING}{''.join(lines)}", encoding="utf-8")
