"""What search engines and link previews read of a page, and what they ask a site for: only where its address is set."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import builder

from course.common.files import write_whole
from course.common.project import Project
from course.postprocess.page import Page, remove
from course.source.chapters import Chapter

SITEMAP = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What the engines write of it, each in its own way
WRITTEN = (
    "/html/head/meta[starts-with(@property, 'og:image') or @property = 'og:url' or starts-with(@name, 'twitter:')]"
    " | /html/head/link[@rel = 'canonical']"
)


def site_address(project: Project) -> str:
    """The site's address with a slash at its end, empty where it is not set."""
    address = str(project.settings["website"].get("site-url") or "")
    return f"{address.rstrip('/')}/" if address else ""


def page_address(page: Page, site: str) -> str:
    """The one address of a page. site: the site's own, with a slash at its end."""
    return urljoin(site, page.path.relative_to(page.site).as_posix().removesuffix("index.html"))


def describe_page(page: Page, project: Project, chapters: list[Chapter]) -> None:
    """Give a page its one address and the site's picture, and the front page what it says about the course."""
    for element in page.tree.xpath(WRITTEN):
        remove(element)
    site = site_address(project)
    if not site:
        return
    address = page_address(page, site)
    page.head.append(builder.LINK(rel="canonical", href=address))
    page.head.append(builder.META(property="og:url", content=address))
    if image := project.settings["website"].get("image"):
        page.head.append(builder.META(property="og:image", content=urljoin(site, str(image).lstrip("/"))))
        page.head.append(builder.META(name="twitter:card", content="summary_large_image"))
    if page.path == page.site / "index.html":
        data = json.dumps(course_data(project, chapters, site), ensure_ascii=False).replace("<", "\\u003c")
        page.head.append(builder.SCRIPT(data, type="application/ld+json"))


def course_data(project: Project, chapters: list[Chapter], site: str) -> dict[str, Any]:
    """The course as schema.org describes courses."""
    website = project.settings["website"]
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": website["title"],
        "description": website["description"],
        "url": site,
        "inLanguage": project.settings["lang"],
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": website["title"], "url": site},
        "hasPart": [
            {
                "@type": "LearningResource",
                "position": chapter.number,
                "name": chapter.title,
                "description": str(chapter.front.get("description", "")),
                "url": urljoin(site, f"chapters/{chapter.stem}.html"),
            }
            for chapter in chapters
        ],
    }


def write_sitemap(site: Path, pages: Iterable[Page], address: str) -> None:
    """List the pages' addresses for search engines. address: the site's, empty where it is not set. Raises OSError."""
    if not address:
        return
    root = etree.Element("urlset", nsmap={None: NAMESPACE})
    for page in pages:
        etree.SubElement(etree.SubElement(root, "url"), "loc").text = page_address(page, address)
    write_whole(site / SITEMAP, etree.tostring(root, encoding="unicode", pretty_print=True))
