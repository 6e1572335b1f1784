"""A page that is open in the browser, watched for whatever goes wrong on it."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page, Request

import support

# Milliseconds for whatever a test waits for
LIMIT = support.LIMIT * 1000
# Of windows. What is tried by hand is tried on a phone's in full runs
WIDTHS = (1280, pytest.param(360, marks=pytest.mark.full))


@dataclass
class Visit:
    """An open page and what went wrong on it: console errors, requests that failed or left the origin."""

    page: Page
    problems: list[str] = field(default_factory=list)


def failed(found: Visit, request: Request) -> None:
    """Note a request that failed; one that the browser ended because the reader went on to another page did not."""
    if request.failure != "net::ERR_ABORTED":
        found.problems.append(f"failed: {request.url}")


def visit(context: BrowserContext, origin: str, path: str) -> Visit:
    """Open a page and watch it."""
    found = Visit(context.new_page())
    page = found.page
    page.on(
        "console", lambda m: found.problems.append(f"console: {m.text}") if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: found.problems.append(f"script: {error}"))
    page.on("requestfailed", lambda request: failed(found, request))
    page.on("response", lambda r: found.problems.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on(
        "request",
        lambda r: (
            found.problems.append(f"another origin: {r.url}")
            if not r.url.startswith((origin, "data:", "blob:"))
            else None
        ),
    )
    page.goto(f"{origin}/{path}")
    page.wait_for_load_state("networkidle")
    return found
