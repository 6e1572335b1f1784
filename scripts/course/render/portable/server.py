"""Serve a folder on this machine only, rebuild it after each save, and have the browser load the page again."""

import threading
import time
import webbrowser
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path

from course.common.project import source_files
from course.render.portable.smalldocs_api import PreviewHandler

HOST = "127.0.0.1"
SECONDS_BETWEEN_LOOKS = 0.1


class Handler(PreviewHandler):
    """The preview's handler."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say why a file to download is missing."""
        if code == HTTPStatus.NOT_FOUND:
            explain = "A preview makes no PDFs and no notebooks; scripts/build.py does."
        super().send_error(code, message, explain)


def serve(root: Path, site: Path, rebuild: Callable[[], bool], port: int, browser: bool) -> None:
    """Build, serve and rebuild after each change, until KeyboardInterrupt.

    Args:
        root: The project's folder, whose sources are watched.
        site: The folder to serve.
        rebuild: Makes the site anew; False where it stays as it was, which has been explained.
        port: Of the address.
        browser: Whether to open one.

    Raises:
        OSError: The address cannot be served.
    """
    seen = snapshot(root)
    rebuild()
    with ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(site))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://{HOST}:{server.server_port}/"
        print(f"Browse at {address} (Ctrl-C ends)", flush=True)
        if browser:
            webbrowser.open(address)
        try:
            while True:
                seen = rebuild_when_changed(root, rebuild, seen)
        finally:
            server.shutdown()


def rebuild_when_changed(root: Path, rebuild: Callable[[], bool], seen: dict[Path, int]) -> dict[Path, int]:
    """Wait a moment, rebuild if a source has changed, and return the sources as they were before that.

    A save while it rebuilds is seen at the next look, so none is lost.
    """
    time.sleep(SECONDS_BETWEEN_LOOKS)
    now = snapshot(root)
    if now != seen:
        changed = sorted(path for path in seen.keys() | now.keys() if seen.get(path) != now.get(path))
        print(f"Changed: {', '.join(path.relative_to(root).as_posix() for path in changed)}", flush=True)
        if rebuild():
            Handler.announce_build()
    return now


def snapshot(root: Path) -> dict[Path, int]:
    """The sources of the site with their modification times (ns); a file that is just being replaced is left out."""
    found: dict[Path, int] = {}
    for path in source_files(root):
        try:
            found[path] = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
    return found
