"""The preview's server: a newer save cancels, and a missing download is explained."""

import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import smalldocs.serve

from course.render.portable import server
from serving import serve
from support import LIMIT


def test_a_newer_save_cancels_and_takes_over_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    begun: list[list[str]] = []
    first_has_begun = threading.Event()

    def rebuild(changed: list[str], cancelled: threading.Event) -> bool:
        begun.append(changed)
        first_has_begun.set()
        return not cancelled.wait(LIMIT) if len(begun) == 1 else True

    work = server.Work(rebuild)
    work.start(["a.qmd"])
    assert first_has_begun.wait(LIMIT)
    work.start(["b.qmd"])
    assert work.thread is not None
    work.thread.join(LIMIT)
    assert begun == [["a.qmd"], ["a.qmd", "b.qmd"]] and work.is_done()
    assert smalldocs.serve.Handler.version == 4


def test_a_missing_download_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serve(tmp_path, server.Handler) as address:
        with pytest.raises(HTTPError) as answer:
            urlopen(f"{address}/course.pdf", timeout=LIMIT)
        assert answer.value.code == 404 and "scripts/build.py does" in answer.value.read().decode()
