"""A host that sends a built site with the headers that its own `_headers` asks for."""

import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from threading import Thread

Rules = list[tuple[str, str, str]]


def read_rules(site: Path) -> Rules:
    """Pattern of paths, name and value of each header in the file, as Netlify and Cloudflare Pages read it."""
    rules: Rules = []
    pattern = ""
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        else:
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))
    return rules


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves files with the headers of the rules, and has browsers ask anew where those say nothing of caching."""

    rules: Rules = []

    def end_headers(self) -> None:
        path = self.path.partition("?")[0]
        found = {name: value for pattern, name, value in self.rules if fnmatch(path, pattern)}
        for name, value in ({"Cache-Control": "no-cache"} | found).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hosted(site: Path) -> Iterator[str]:
    """Serve a site. Gives the address."""
    handler = type("Hosting", (Host,), {"rules": read_rules(site)})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
