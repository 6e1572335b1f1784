"""The preview's server: one rebuild at a time, and what it says of a missing download."""

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from course.render.portable import server

# Seconds after which a test that hangs ends
LIMIT = 100


def test_a_newer_rebuild_cancels_the_one_that_runs() -> None:
    made: list[list[str]] = []

    def rebuild(changed: list[str], cancelled: threading.Event) -> bool:
        if changed == ["a.qmd"] and cancelled.wait(LIMIT):
            return False
        made.append(changed)
        return True

    work = server.Work(rebuild)
    work.start(["a.qmd"])
    # What the cancelled one was about is this one's, too
    work.start(["b.qmd"])
    assert work.thread
    work.thread.join(LIMIT)
    assert made == [["a.qmd", "b.qmd"]] and work.is_done()


def test_a_missing_download_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadingHTTPServer((server.HOST, 0), partial(server.Handler, directory=str(tmp_path))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        with pytest.raises(HTTPError) as answer:
            urlopen(f"http://{server.HOST}:{running.server_port}/course.pdf", timeout=LIMIT)
        assert answer.value.code == 404 and "scripts/build.py does" in answer.value.read().decode()
        running.shutdown()
