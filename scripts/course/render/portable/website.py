"""Glue of the portable engine's website: executed Markdown -> Pandoc -> smalldocs."""

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from course.common.errors import CourseError
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
    import smalldocs.site
    from smalldocs.config import BuildError, ConfigError

    stage = project.cache / "portable"
    shutil.rmtree(stage, ignore_errors=True)
    # PDFs are being set meanwhile, from files that come and go
    shutil.copytree(figures.parent, stage, ignore=shutil.ignore_patterns("*.typ"))
    shutil.copytree(project.root / "_extensions", stage / "_extensions")
    settings = website_settings(project, output)
    (stage / "_quarto.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name, text in pages.items():
        (stage / name).parent.mkdir(exist_ok=True)
        (stage / name).write_text(text, encoding="utf-8")
    try:
        site = smalldocs.site.build(stage, quiet=True, preview=preview)
    except (BuildError, ConfigError) as error:
        raise CourseError(f"smalldocs: {error}") from None
    # Broken links are the gate's to report, with the line of the source
    return [warning for warning in site.warnings if "broken link" not in warning]


def website_settings(project: Project, output: Path) -> dict[str, Any]:
    """`_quarto.yml` without what smalldocs cannot do (run scripts, filters and code), with plain Bootstrap as theme."""
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
    settings["smalldocs"] = {"theme": {"light": "default", "dark": "default"}}
    return settings


def page(project: Project, text: str, stem: str) -> str:
    """A page as smalldocs reads it. text: its Markdown, executed; stem: of its file's name."""
    return convert(project, text, stem, [f"--to={WEBSITE}", "--standalone", "--wrap=none", "--columns=10000"])
