"""Serve a folder on this machine only, rebuild it after each save, and have the browser load the page again."""

import threading
import webbrowser
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path

from course.common.ports import HOST
from course.render.portable.smalldocs_api import PreviewHandler
from course.render.watch import Rebuild, Watcher


class Handler(PreviewHandler):
    """The preview's handler."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say why a file to download is missing."""
        if code == HTTPStatus.NOT_FOUND:
            explain = "A preview makes no PDFs and no notebooks; scripts/build.py does."
        super().send_error(code, message, explain)


class Work:
    """The one rebuild that is under way, which a newer one cancels."""

    def __init__(self, rebuild: Rebuild) -> None:
        self.rebuild = rebuild
        self.cancelled = threading.Event()
        self.thread: threading.Thread | None = None
        self.pending: list[str] = []

    def start(self, changed: list[str]) -> None:
        """Begin a rebuild; what a cancelled one was about is this one's, too."""
        self.cancel()
        self.pending = sorted({*self.pending, *changed})
        self.cancelled = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        """Rebuild, and tell the browser."""
        if self.rebuild(self.pending, self.cancelled):
            self.pending = []
            Handler.announce_build()

    def is_done(self) -> bool:
        """Whether a rebuild has been made and none is under way."""
        return self.thread is not None and not self.thread.is_alive()

    def cancel(self) -> None:
        """Stop what is under way, and wait until it has ended."""
        self.cancelled.set()
        if self.thread:
            self.thread.join()


def serve(root: Path, site: Path, rebuild: Rebuild, port: int, browser: bool) -> None:
    """Build, serve and rebuild after each change, until KeyboardInterrupt.

    Args:
        root: The project's folder, whose sources are watched.
        site: The folder to serve.
        rebuild: Makes the site anew.
        port: Of the address.
        browser: Whether to open one.

    Raises:
        OSError: The address cannot be served.
    """
    watcher, work = Watcher(root), Work(rebuild)
    with ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(site))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address: str | None = f"http://{HOST}:{server.server_port}/"
        try:
            work.start([])
            while True:
                if changed := watcher.changes():
                    work.start(changed)
                if address and work.is_done():
                    print(f"Browse at {address} (Ctrl-C ends)", flush=True)
                    if browser:
                        webbrowser.open(address)
                    address = None
        finally:
            work.cancel()
            server.shutdown()
