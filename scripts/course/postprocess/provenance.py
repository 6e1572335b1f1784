"""What a site was made with, from which commit: `build.json` at the site's top, and a line at every page's foot."""

import html
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lxml.html import fragment_fromstring

from course.common.files import write_whole
from course.common.git import read_head
from course.common.versions import PACKAGES
from course.postprocess.page import Page
from course.render import site_data

NAME = "build.json"


@dataclass(frozen=True)
class Provenance:
    """Where a site comes from.

    Attributes:
        versions: Of what executed the cells.
        engine: Versions of what rendered.
        commit: The full hash, None outside a git checkout.
        date: The commit's day (YYYY-MM-DD), None outside a git checkout.
        modified: Whether tracked files differed from the commit.
    """

    versions: dict[str, str]
    engine: dict[str, str]
    commit: str | None = None
    date: str | None = None
    modified: bool = False


def read_provenance(root: Path) -> Provenance:
    """The provenance of what is built now in this checkout, after the site data have been written."""
    recorded = json.loads((root / ".cache" / site_data.NAME).read_text(encoding="utf-8"))["versions"]
    numbers = {entry["name"]: entry["version"] for entry in recorded}
    executed = {name: numbers.pop(name) for name in ("Python", *PACKAGES)}
    return Provenance(executed, numbers, *read_head(root))


def write_provenance(site: Path, provenance: Provenance) -> None:
    """Write `build.json` into the site. Raises OSError."""
    write_whole(site / NAME, json.dumps(asdict(provenance), indent=1) + "\n")


def add_provenance(page: Page, provenance: Provenance) -> None:
    """Say at a page's foot what it was made with."""
    made = [f"{name} {number}" for name, number in (provenance.versions | provenance.engine).items()]
    sentences = [f"Made with {html.escape(', '.join(made))}."]
    if provenance.date:
        changed = ", with changes" if provenance.modified else ""
        sentences.append(f'Commit of <time datetime="{provenance.date}">{provenance.date}</time>{changed}.')
    sentences.append(f'<a href="{page.root}{NAME}">The same as JSON</a>.')
    foot = f'<footer class="provenance">{" ".join(sentences)}</footer>'
    page.main.append(fragment_fromstring(foot))
