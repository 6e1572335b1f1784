"""A headless Chromium, and the built sites served to it on loopback."""

import functools
import http.server
import os
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from support import Build

# Without these, Chromium looks up its maker's services at every start
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
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


@pytest.fixture(scope="session")
def kept_copies() -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """What the copies of a whole site did when they ran, so that the other engine's need not run again."""
    return {}
