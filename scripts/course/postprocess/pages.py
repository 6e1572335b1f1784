"""The last touches on a rendered site, the same for both engines."""

import re
from pathlib import Path

from course.common.console import count
from course.common.errors import CourseError
from course.common.project import Project
from course.postprocess import listing, provenance
from course.postprocess.accessibility import make_accessible
from course.postprocess.formulas import lower_primes
from course.render.http_headers import write_headers
from course.render.titles import titles_as_html
from course.source.chapters import Chapter

WIDGET_SCRIPTS = re.compile(
    r'<script src="https://cdn\.jsdelivr\.net/npm/(?:requirejs|jquery)@[^>]*></script>\n*'
    r"|<script type=\"application/javascript\">define\('jquery'.*?</script>\n?"
)

SCRIPT = '<script type="module" src="{root}assets/scripts/course.js"></script>'


# The portable engine's links to the repository, in the margin that narrow screens have no room for
ACTIONS = re.compile(r'<div class="toc-actions">((?:<div class="action-links">.*?</div>)+)</div>', re.DOTALL)


def complete_pages(project: Project, site: Path, chapters: list[Chapter]) -> None:
    """Complete every page: exercises in its sidebar, provenance at its foot, our scripts and none from elsewhere.

    Beside the pages, write `build.json` and `_headers`, and put search and llms.txt in order.

    Raises CourseError and OSError.
    """
    made = provenance.read_provenance(project.root)
    provenance.write_provenance(site, made)
    write_headers(site)
    listing.arrange(project, site)
    titles = titles_as_html(project, [exercise.title for chapter in chapters for exercise in chapter.exercises])
    for page in sorted(site.rglob("*.html")):
        if "site_libs" in page.relative_to(site).parts:
            continue
        text = page.read_text(encoding="utf-8")
        root = "../" * (len(page.relative_to(site).parts) - 1)
        changed = lower_primes(make_accessible(drop_widget_scripts(text)))
        changed = add_script(add_exercises(changed, chapters, titles), root)
        changed = add_actions(provenance.add_foot(changed, made, root))
        if changed != text:
            page.write_text(changed, encoding="utf-8")


def drop_widget_scripts(text: str) -> str:
    """Take out the scripts that Quarto loads from a CDN for Jupyter widgets where an output is HTML, as tables are."""
    return WIDGET_SCRIPTS.sub("", text)


def add_script(text: str, root: str) -> str:
    """Load our script in the page's head; root: the way from the page to the site's top, such as "../"."""
    tag = SCRIPT.format(root=root)
    return text if tag in text else text.replace("</head>", f"{tag}\n</head>", 1)


def add_actions(text: str) -> str:
    """Repeat the portable engine's links to the repository at the page's foot for narrow screens, as Quarto does."""
    found = ACTIONS.search(text)
    repeated = f'<div class="toc-actions d-lg-none">{found[1]}</div>\n' if found else ""
    return text if repeated in text else text.replace("</main>", f"{repeated}</main>", 1)


def add_exercises(text: str, chapters: list[Chapter], titles: dict[str, str]) -> str:
    """Put each chapter's exercises below its link in the page's sidebar, folded but for the page's own chapter.

    titles: As HTML. A page that has them already is left as it is.
    """
    if 'class="sidebar-exercises"' in text or 'id="quarto-sidebar"' not in text:
        return text
    for chapter in chapters:
        link = re.compile(
            rf'<a\b[^>]*\bhref="(?P<href>[^"#]*{re.escape(chapter.stem)}\.html)"[^>]*'
            r'\bclass="(?P<classes>[^"]*\bsidebar-link\b[^"]*)"[^>]*>'
            r".*?</a>(?P<rest>\s*</div>)?",
            re.DOTALL,
        )
        match = link.search(text)
        if not match:
            raise CourseError("the page's sidebar does not link this chapter", file=chapter.file)
        items = "".join(
            f'<li><a href="{match["href"]}#{exercise.id}">{exercise.number} {titles[exercise.title]}</a></li>'
            for exercise in chapter.exercises
        )
        opened = " open" if "active" in match["classes"].split() else ""
        label = count(len(chapter.exercises), "exercise")
        block = f'<details class="sidebar-exercises"{opened}><summary>{label}</summary><ul>{items}</ul></details>'
        text = text[: match.end()] + block + text[match.end() :]
    return text
