"""What the preview's server counts as a change, and what it says of a missing download."""

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


class Served:
    """A site of one page; each rebuild succeeds or not as it is told."""

    def __init__(self, succeeds: bool) -> None:
        self.succeeds, self.rebuilt = succeeds, 0

    def rebuild(self) -> bool:
        self.rebuilt += 1
        return self.succeeds


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_save_is_rebuilt_and_shown_when_that_succeeds(
    tmp_path: Path, succeeds: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    preview = Served(succeeds)
    for name in ("_quarto.yml", "_environment", "index.qmd"):
        (tmp_path / name).touch()
    seen = server.snapshot(tmp_path)
    assert server.rebuild_when_changed(tmp_path, preview.rebuild, seen) == seen and preview.rebuilt == 0
    (tmp_path / "new.qmd").touch()
    now = server.rebuild_when_changed(tmp_path, preview.rebuild, seen)
    assert now.keys() - seen.keys() == {tmp_path / "new.qmd"}
    assert capsys.readouterr().out == "Changed: new.qmd\n"
    assert (preview.rebuilt, server.Handler.version) == (1, 4 if succeeds else 3)


def test_a_file_that_is_just_being_replaced_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").touch()
    assert server.snapshot(tmp_path).keys() == {tmp_path / "_quarto.yml"}


def test_a_missing_download_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadingHTTPServer((server.HOST, 0), partial(server.Handler, directory=str(tmp_path))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        with pytest.raises(HTTPError) as answer:
            urlopen(f"http://{server.HOST}:{running.server_port}/course.pdf", timeout=LIMIT)
        assert answer.value.code == 404 and "scripts/build.py does" in answer.value.read().decode()
        running.shutdown()
