"""All steps over a rendered site, in their order."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from course.postprocess.optimize import anchors, figures, inline, markup, scripts, search, styles
from course.postprocess.optimize.files import FOLDER, Files

PARTS = ("site_libs",)
# In every page that is light: its script
LIGHT = f"{FOLDER}/page-"


def optimize_site(site: Path, cache: Path) -> None:
    """Make a site's pages light, in place. The same input gives the same bytes.

    Args:
        site: A whole site, as rendered. Pages that are light already stay as they are.
        cache: Where what takes time is kept, as in `render_cache.cached`.
    """
    paths = [p for p in sorted(site.rglob("*.html")) if p.relative_to(site).parts[0] not in PARTS]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    pages = {path: search.prepare(text) for path, text in texts.items() if LIGHT not in text}
    attributes = inline.rules(pages.values())
    pages = {path: inline.classes(text) for path, text in pages.items()}
    if len(pages) == len(paths):
        shutil.rmtree(site / FOLDER, ignore_errors=True)
    files = Files(site, cache)
    words = styles.vocabulary(pages.values(), code(site, pages.values()))
    anchored = anchors.rules(site)
    shared, common = anchored + styles.plain(pages.values()) + attributes, styles.on_all(pages, files)
    idle = scripts.idle(pages.values())
    sizes = figures.slim(site)
    kinds = markup.kinds(site)
    for path, text in pages.items():
        folder = path.parent
        text = styles.merge(text, folder, files, words, shared, common)
        text = anchors.mark(text) if anchored else text
        text = scripts.bundle(text, folder, files, idle)
        text = figures.mark(text, folder, sizes)
        path.write_text(markup.shorten(text, kinds), encoding="utf-8")
    files.drop_merged()


def code(site: Path, pages: Iterable[str]) -> list[str]:
    """The text of all scripts, which may give elements further classes."""
    files = [path for path in sorted(site.rglob("*.js")) if not path.name.startswith("bootstrap")]
    return [path.read_text(encoding="utf-8") for path in files] + [t for p in pages for t in scripts.inline(p)]
