"""A headless Chromium, and the built sites served to it on loopback."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from conftest import make_once
from crawl import VIEWS, Look, crawl
from serving import serve
from support import Build
from visits import LIMIT

# Without these, Chromium looks up its maker's services at every start
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Whatever waits in it has as long as tests wait, in place of Playwright's half a minute."""
    expect.set_options(timeout=LIMIT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM_PATH"], args=FLAGS)
        chromium.on("context", lambda context: context.set_default_timeout(LIMIT))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of a usual size, which remembers nothing of others."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def origin(site: Build) -> Iterator[str]:
    """The address at which a built site is served."""
    with serve(site.site) as address:
        yield address


@pytest.fixture(params=[pytest.param(view, marks=pytest.mark.xdist_group(f"crawl {view}")) for view in VIEWS])
def looks(request: pytest.FixtureRequest, site: Build, shared: Path) -> list[Look]:
    """What one view of all pages has shown: the pages are opened once, however many tests judge them."""
    record = shared / "crawl" / f"{site.root.name}-{request.param}.pickle"
    return make_once(record, lambda: crawl(request.getfixturevalue("browser"), site.site, request.param))
