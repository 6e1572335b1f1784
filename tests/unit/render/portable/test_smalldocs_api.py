"""What is used of smalldocs: open pages are told of builds, its failures and warnings end a build."""

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
import smalldocs.serve
import smalldocs.site
from smalldocs.config import BuildError

from course.common.errors import CourseError
from course.render.portable.server import Handler
from course.render.portable.smalldocs_api import build_website


def test_open_pages_are_told_of_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{running.server_port}/__smalldocs__/version"
        assert urlopen(address, timeout=60).read() == b"3"
        Handler.announce_build()
        assert urlopen(address, timeout=60).read() == b"4"
        running.shutdown()


def test_warnings_but_those_that_the_gate_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings = ["a.qmd: broken link b", "x is ignored"]
    monkeypatch.setattr(smalldocs.site, "build", lambda *given, **options: SimpleNamespace(warnings=warnings))
    assert build_website(tmp_path, preview=False) == ["x is ignored"]


def test_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **options: object) -> None:
        raise BuildError("no pages")

    monkeypatch.setattr(smalldocs.site, "build", fail)
    with pytest.raises(CourseError, match="^smalldocs: no pages$"):
        build_website(tmp_path, preview=True)
