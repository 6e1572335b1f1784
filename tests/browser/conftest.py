"""A headless Chromium, and the built sites served to it on loopback."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from conftest import make_once
from crawl import VIEWS, Look, crawl
from support import Build
from visits import LIMIT

# Without these, Chromium looks up its maker's services at every start
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=LIMIT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM_PATH"], args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def origin(site: Build) -> Iterator[str]:
    """The address at which a built site is served."""
    handler = functools.partial(Quiet, directory=str(site.site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(params=[pytest.param(view, marks=pytest.mark.xdist_group(f"crawl {view}")) for view in VIEWS])
def looks(request: pytest.FixtureRequest, site: Build, shared: Path) -> list[Look]:
    """What one view of all pages has shown: the pages are opened once, however many tests judge them."""
    record = shared / "crawl" / f"{site.root.name}-{request.param}.pickle"
    return make_once(record, lambda: crawl(request.getfixturevalue("browser"), site.site, request.param))
