"""Glue of the portable engine's website: executed Markdown -> Pandoc -> smalldocs."""

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from course.common.files import remove_tree
from course.common.project import Project
from course.render.portable.pandoc import convert

# Markdown that smalldocs reads: plain raw HTML, no attributes on raw blocks, typographic characters as they are
WEBSITE = "markdown-raw_attribute-smart-grid_tables-multiline_tables-simple_tables-implicit_header_references"


def write_website(project: Project, pages: dict[str, str], figures: Path, output: Path, preview: bool) -> list[str]:
    """Write the website into an empty folder, and return what smalldocs warns of. Raises CourseError.

    pages: texts of all by their files' names; figures: the folder that holds the chapters'; preview: pages that load
    again when smalldocs' preview server has a newer build.
    """
    # Imported here, as it takes time in which Pandoc runs already
    from course.render.portable.smalldocs_api import THEME, build_website

    stage = project.cache / "portable"
    remove_tree(stage)
    # PDFs are being set meanwhile, from files that come and go
    shutil.copytree(figures.parent, stage, ignore=shutil.ignore_patterns("*.typ"))
    shutil.copytree(project.root / "_extensions", stage / "_extensions")
    settings = website_settings(project, output) | {"smalldocs": THEME}
    (stage / "_quarto.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name, text in pages.items():
        (stage / name).parent.mkdir(exist_ok=True)
        (stage / name).write_text(text, encoding="utf-8")
    return build_website(stage, project.render_cache, preview=preview)


def website_settings(project: Project, output: Path) -> dict[str, Any]:
    """`_quarto.yml` without what smalldocs cannot do (run scripts, filters and code)."""
    settings = deepcopy(project.settings)
    for key in ("filters", "execute", "course", "course-title", "fig-width", "fig-height", "fig-dpi"):
        settings.pop(key, None)
    for key in ("pre-render", "post-render"):
        settings["project"].pop(key, None)
    html = settings["format"]["html"]
    for key in ("respect-user-color-scheme", "html-math-method", "format-links"):
        html.pop(key, None)
    if image := settings["website"].get("image"):
        # smalldocs takes a path without a leading slash as seen from each page
        settings["website"]["image"] = f"/{image.lstrip('/')}"
    settings["format"] = {"html": html | {"lang": settings.pop("lang")}}
    settings["project"]["output-dir"] = str(output)
    return settings


def page(project: Project, text: str, stem: str, *options: str) -> str:
    """A page as smalldocs reads it. text: its Markdown, executed; stem: of its file's name; options: for Pandoc."""
    return convert(project, text, stem, [f"--to={WEBSITE}", "--standalone", "--wrap=none", "--columns=10000", *options])
