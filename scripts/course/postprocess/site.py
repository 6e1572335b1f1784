"""All steps over a rendered site, the same for both engines."""

from pathlib import Path

from course.common.project import Project
from course.postprocess import provenance
from course.postprocess.discovery import describe_page, site_address, write_sitemap
from course.postprocess.glossary import PATH as GLOSSARY
from course.postprocess.glossary import write_terms
from course.postprocess.markdown_copies import MarkdownCopies, remove_copies, write_list
from course.postprocess.narrow_screens import break_identifiers, label_cells
from course.postprocess.navigation import add_exercises, add_header
from course.postprocess.not_found import write_not_found
from course.postprocess.objects import link_objects, read_addresses
from course.postprocess.optimize.site import optimize_pages
from course.postprocess.page import read_pages
from course.postprocess.scripts import add_script, replace_modules, write_scripts
from course.postprocess.search import add_object_anchors, add_search, write_index
from course.postprocess.workarounds import WORKAROUNDS
from course.postprocess.workarounds.search_written_anyway import remove_index
from course.render.http_headers import write_headers
from course.render.titles import titles_as_html
from course.source.chapters import Chapter


def postprocess_site(
    project: Project,
    site: Path,
    chapters: list[Chapter],
    *,
    optimize: bool = True,
    copies: bool = True,
    files: list[Path] | None = None,
) -> None:
    """Complete and optimize a rendered site in place. The same input gives the same bytes.

    Pages get one header with the search and one sidebar with the chapters' exercises, the provenance at the foot, our
    scripts, what search engines read, and workarounds for what the tools get wrong; `build.json`, `_headers`, the
    scripts, the search's index, the page for addresses that lead nowhere, the glossary's sentences, copies in Markdown
    and `llms.txt`, which lists those, are written beside them. Steps that a page has had are left out.

    Args:
        project: The checkout.
        site: The site's folder.
        chapters: All of the course.
        optimize: Whether pages are to load fewer and smaller files; a preview wants speed instead.
        copies: Whether pages are to be written as Markdown, too, and listed; a preview does without, and leaves none
            that are older than their pages.
        files: The pages, None for all.

    Raises:
        CourseError: A page is not as its tool is known to write it.
        OSError: A file cannot be read or written.
    """
    made = provenance.read_provenance(project.root)
    provenance.write_provenance(site, made)
    write_headers(site)
    write_scripts(project.root, site)
    remove_index(site)
    titles = titles_as_html(project, [exercise.title for chapter in chapters for exercise in chapter.exercises])
    website = project.settings["website"]
    short_title = str(website["sidebar"].get("title") or website["title"])
    addresses = read_addresses(project)
    pages = read_pages(site, files)
    with MarkdownCopies(project.render_cache) as markdown:
        for page in pages:
            if page.is_completed:
                continue
            for work_around in WORKAROUNDS:
                work_around(page)
            if copies:
                markdown.add(page)
            if page.path == site / GLOSSARY:
                write_terms(page)
            link_objects(page, addresses)
            label_cells(page)
            break_identifiers(page)
            add_header(page, short_title)
            add_exercises(page, chapters, titles)
            describe_page(page, project, chapters)
            add_object_anchors(page)
            add_search(page)
            replace_modules(page)
            add_script(page)
            provenance.add_provenance(page, made)
        if optimize:
            optimize_pages(pages, site, project.render_cache)
            write_sitemap(site, pages, site_address(project))
            write_not_found(site, project)
        # Of pages whose code is short already
        others = [] if files is None else [page for page in read_pages(site) if page.path not in files]
        write_index(sorted([*pages, *others], key=lambda page: page.path), site)
        for page in pages:
            page.write()
    if copies:
        write_list(project, site)
    else:
        remove_copies(site, pages)
