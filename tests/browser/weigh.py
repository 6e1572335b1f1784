"""What a visit costs: the site served compressed, as a web host does, and the bytes counted that came over the wire."""

import gzip
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ViewportSize

from serving import Quiet, serve

WINDOW: ViewportSize = {"width": 1280, "height": 800}
PACKED = ("text/", "application/json", "application/javascript", "image/svg")


class Packed(Quiet):
    """Serves files gzip-compressed, to be kept by the browser."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            return self.send_error(404)
        body, kind = file.read_bytes(), self.guess_type(str(file))
        self.send_response(200)
        if kind.startswith(PACKED):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)


def packed(folder: Path) -> AbstractContextManager[str]:
    """Serve a folder. Gives the address."""
    return serve(folder, Packed)


@dataclass
class Load:
    """What a page loaded.

    sizes: address to bytes over the wire, headers included, without what the browser had already; asked: all addresses
    that it asked for, whether they answered or not.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def bytes(self) -> int:
        """The sum, without figures (which Jupyter Book keeps in a folder of images)."""
        return sum(
            size for address, size in self.sizes.items() if "_files/" not in address and "/_images/" not in address
        )


def load(context: BrowserContext, address: str) -> Load:
    """Open a page and wait until it is quiet."""
    page, found = context.new_page(), Load()
    session = context.new_cdp_session(page)
    addresses: dict[str, str] = {}

    def started(event: dict[str, Any]) -> None:
        if not event["response"]["url"].startswith("data:") and not event["response"].get("fromDiskCache"):
            addresses[event["requestId"]] = event["response"]["url"]

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in addresses:
            found.sizes[addresses[event["requestId"]]] = event["encodedDataLength"]

    page.on("request", lambda request: found.asked.append(request.url) if request.url.startswith("http") else None)
    session.send("Network.enable")
    session.on("Network.responseReceived", started)
    session.on("Network.loadingFinished", ended)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.close()
    return found


def visits(browser: Browser, origin: str, page: str, front: str) -> tuple[Load, Load]:
    """What a page loads on a first visit, and for a reader who has opened the front page before."""
    context = browser.new_context(viewport=WINDOW)
    first = load(context, f"{origin}/{page}")
    context.close()
    context = browser.new_context(viewport=WINDOW)
    load(context, f"{origin}/{front}")
    second = load(context, f"{origin}/{page}")
    context.close()
    return first, second
