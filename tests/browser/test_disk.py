"""The site opened from the disk, as the build's last line invites to: everything works, and links lead to files."""

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from crawl import pages
from support import Build
from visits import visit

CHAPTER = "chapters/03-architecture-and-hyperparameters.html"


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """One that lets pages copy."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


def test_a_chapter_works_from_the_disk(context: BrowserContext, site: Build) -> None:
    seen = visit(context, site.site.as_uri(), CHAPTER)
    page = seen.page
    page.get_by_role("switch", name="Practice mode").check()
    page.get_by_text("Show the answer").first.click()
    expect(page.get_by_text("Hide the answer")).to_have_count(1)
    page.locator(".exercise-done input").first.check()
    expect(page.locator(".course-progress")).to_contain_text("1 of ")
    answer = page.locator(".exercise-answer").first
    answer.get_by_role("button", name="Copy runnable").click()
    answer.locator(".copy-status", has_text="Copied").wait_for()
    page.reload()
    expect(page.get_by_role("switch", name="Practice mode")).to_be_checked()
    expect(page.locator(".course-progress")).to_contain_text("1 of ")
    expect(page.get_by_text("Hide the answer")).to_have_count(1)

    page.get_by_role("switch", name="Practice mode").uncheck()
    lab = page.locator("#rate-lab")
    lab.evaluate("lab => lab.scrollIntoView()")
    lab.get_by_role("button", name="Step").click()
    expect(lab.locator(".lab-verdict")).to_contain_text("After 1 step")

    page.keyboard.press("/")
    page.keyboard.type("nn.Linear")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/01-introduction-to-pytorch.html#first-network")
    assert seen.problems == []


def test_links_lead_to_files(context: BrowserContext, site: Build) -> None:
    root = site.site
    page = context.new_page()
    for file in (root / path for path in pages(root)):
        page.goto(file.as_uri())
        for link in page.locator("a[href]").evaluate_all("all => all.map(link => link.href)"):
            if link.startswith("file:"):
                target = unquote(urlsplit(link).path)
                # The switch between light and dark is a link that leads nowhere
                assert target == str(file) or (root / target).is_file(), (file.name, link)


def test_the_outline_follows_the_reader(context: BrowserContext, site: Build) -> None:
    page = visit(context, site.site.as_uri(), CHAPTER).page
    page.locator("#momentum").evaluate("section => section.scrollIntoView({ behavior: 'instant' })")
    page.mouse.wheel(0, 40)
    expect(page.locator("#TOC a.active[href='#momentum']")).to_be_visible()
