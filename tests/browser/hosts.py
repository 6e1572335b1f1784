"""A host that sends a built site with the headers that its own `_headers` asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

from serving import Quiet, serve

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


class Host(Quiet):
    """Serves files with the headers of the rules, and has browsers ask anew where those say nothing of caching."""

    rules: Rules = []

    def end_headers(self) -> None:
        path = self.path.partition("?")[0]
        found = {name: value for pattern, name, value in self.rules if fnmatch(path, pattern)}
        for name, value in ({"Cache-Control": "no-cache"} | found).items():
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def hosted(site: Path) -> Iterator[str]:
    """Serve a site. Gives the address."""
    with serve(site, type("Hosting", (Host,), {"rules": read_rules(site)})) as address:
        yield address
