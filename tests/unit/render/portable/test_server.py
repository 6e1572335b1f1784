"""The preview's server: rebuilds that replace each other, and what it says of a missing download."""

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import smalldocs.serve

from course.render.portable import server

# Seconds after which a test that hangs ends
LIMIT = 100


def wait_for(work: server.Work) -> None:
    assert work.thread
    work.thread.join(LIMIT)
    assert work.is_done()


@pytest.mark.parametrize("succeeds", [True, False])
def test_open_pages_load_again_after_a_rebuild_that_was_not_cancelled(
    succeeds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    work = server.Work(lambda changed, cancelled: succeeds)
    assert not work.is_done()
    work.start(["a.qmd"])
    wait_for(work)
    assert (work.pending, server.Handler.version) == (([], 4) if succeeds else (["a.qmd"], 3))


def test_a_newer_save_cancels_and_takes_over_what_was_pending() -> None:
    asked: list[list[str]] = []

    def rebuild(changed: list[str], cancelled: threading.Event) -> bool:
        asked.append(changed)
        return len(asked) > 1 or not cancelled.wait(LIMIT)

    work = server.Work(rebuild)
    work.start(["b.qmd"])
    work.start(["a.qmd"])
    wait_for(work)
    assert asked == [["b.qmd"], ["a.qmd", "b.qmd"]]


def test_a_missing_download_is_explained(tmp_path: Path) -> None:
    with ThreadingHTTPServer((server.HOST, 0), partial(server.Handler, directory=str(tmp_path))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        with pytest.raises(HTTPError) as answer:
            urlopen(f"http://{server.HOST}:{running.server_port}/course.pdf", timeout=LIMIT)
        assert answer.value.code == 404 and "scripts/build.py does" in answer.value.read().decode()
        running.shutdown()
