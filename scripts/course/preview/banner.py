"""The banner at the top of a previewed page: its findings, each leading to its place."""

import html
import re
from pathlib import Path

from course.common.console import count
from course.common.errors import Finding
from course.common.files import write_whole
from course.preview.findings import Findings

BANNER = re.compile(r'<aside class="preview-findings".*?</aside>\n?', re.DOTALL)
MAIN = re.compile(r"<main\b[^>]*>|<body\b[^>]*>(?!.*<main\b)", re.DOTALL)
STYLE = (
    "border-inline-start:.4rem solid #b02a37;background:rgba(176,42,55,.1);padding:.5rem 1rem;margin-block:1rem;"
    "font-size:.9rem;overflow-wrap:anywhere"
)
EMPTY = "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Preview</title></head><body>\n</body></html>\n"


def mark_pages(site: Path, findings: Findings) -> None:
    """Put the banners of findings into all pages, in place of earlier ones.

    Args:
        site: The folder of the pages; without a front page, one is made for the banner.
        findings: Of a page, or of what all pages share.

    Raises:
        OSError: A page cannot be read or written.
    """
    if not (site / "index.html").exists() and findings.last:
        site.mkdir(parents=True, exist_ok=True)
        (site / "index.html").write_text(EMPTY, encoding="utf-8")
    # What has no page of its own is on all of them
    shared = [one for one in findings.last if not (site / one.file).with_suffix(".html").is_file()]
    for page in sorted(site.rglob("*.html")):
        name = page.relative_to(site)
        if "site_libs" in name.parts or not page.is_file():
            continue
        source = name.with_suffix(".qmd").as_posix()
        mine = [one for one in findings.last if one.file in (source, name.as_posix()) or one in shared]
        text = page.read_text(encoding="utf-8")
        marked = insert_banner(text, mine, findings.places)
        if marked != text:
            write_whole(page, marked)


def insert_banner(text: str, found: list[Finding], places: dict[str, str]) -> str:
    """A page with the banner of these findings, none where there are none."""
    text = BANNER.sub("", text)
    top = MAIN.search(text)
    if not found or not top:
        return text
    items = "".join(f"<li>{item(text, finding, places)}</li>" for finding in found)
    banner = (
        f'<aside class="preview-findings" aria-label="Findings" style="{STYLE}"><details open>'
        f"<summary>{count(len(found), 'finding')}: the site is not published like this</summary>"
        f"<ul>{items}</ul></details></aside>\n"
    )
    return text[: top.end()] + banner + text[top.end() :]


def item(text: str, finding: Finding, places: dict[str, str]) -> str:
    """A finding, with a link to its place where the page has it."""
    anchors = [finding.cell, f"cell-{finding.cell}", places.get(finding.exercise, "")]
    anchor = next((name for name in anchors if name and f'id="{name}"' in text), "")
    place = html.escape(f"{finding.file}:{finding.line}")
    link = f'<a href="#{html.escape(anchor)}">{place}</a>' if anchor else place
    detail = f"<pre>{html.escape(finding.detail)}</pre>" if finding.detail else ""
    return f"{link} <code>{html.escape(finding.rule)}</code> {html.escape(finding.message)}{detail}"
