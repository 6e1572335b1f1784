"""Glue of the portable engine's website: executed Markdown -> Pandoc -> smalldocs."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pypandoc
import smalldocs.site
import yaml
from smalldocs.config import BuildError, ConfigError

from course.config import Project
from course.errors import CourseError
from course.notebooks import Executed
from course.portable.markdown import executed_markdown
from course.portable.pandoc import pandoc

# Markdown that smalldocs reads: plain raw HTML, no attributes on raw blocks, typographic characters as they are
WEBSITE = "markdown-raw_attribute-smart-grid_tables-multiline_tables-simple_tables-implicit_header_references"


def versions() -> dict[str, str]:
    """The programs that render, by name."""
    return {"Pandoc": str(pypandoc.get_pandoc_version())} | {name: version(name) for name in ("smalldocs", "typst")}


def website(project: Project, chapters: list[Executed], output: Path, jobs: int, *, preview: bool = False) -> None:
    """Write the website into an empty folder. Raises CourseError.

    preview: pages that load again when smalldocs' preview server has a newer build.
    """
    stage = project.cache / "portable"
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "chapters").mkdir(parents=True)
    for name in ("assets", "_extensions"):
        shutil.copytree(project.root / name, stage / name)
    settings = website_settings(project, output)
    (stage / "_quarto.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
    sources = [*project.root.glob("*.qmd"), *project.root.glob("pages/*.qmd")]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        work = [pool.submit(write_chapter, project, executed, stage / "chapters") for executed in chapters]
        for source in sources:
            text, file = source.read_text(encoding="utf-8"), stage / project.relative(source)
            work.append(pool.submit(write_page, project, text, file))
        for job in work:
            job.result()
    try:
        site = smalldocs.site.build(stage, quiet=True, preview=preview)
    except (BuildError, ConfigError) as error:
        raise CourseError(f"smalldocs: {error}") from None
    # Broken links are the gate's to report, with the line of the source
    warnings = [warning for warning in site.warnings if "broken link" not in warning]
    if warnings:
        raise CourseError("smalldocs: " + "; ".join(warnings))


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


def write_chapter(project: Project, executed: Executed, folder: Path) -> None:
    """Write a chapter's page for smalldocs and its figures."""
    write_page(project, executed_markdown(executed, folder), folder / f"{executed.chapter.stem}.qmd")


def write_page(project: Project, text: str, file: Path) -> None:
    """Write a page as smalldocs reads it, front matter included."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(page(project, text, file.stem), encoding="utf-8")


def page(project: Project, text: str, stem: str) -> str:
    """A page as smalldocs reads it. text: its Markdown, executed; stem: of its file's name."""
    return pandoc(project, text, stem, [f"--to={WEBSITE}", "--standalone", "--wrap=none", "--columns=10000"])
