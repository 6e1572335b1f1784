"""The preview's parts: its port, what counts as a change, pages that stay when a save breaks something."""

import argparse
import socket
import subprocess
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import smalldocs.serve

from course.common import processes
from course.common.errors import CourseError, Finding
from course.common.project import Project
from course.preview import command, portable_engine, quarto_engine, server
from course.render.quarto.program import Quarto


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"cannot use port {number} .*--port"):
            command.free_port(number)
    assert command.free_port(0) > 0


def test_what_is_a_port() -> None:
    assert command.parser().parse_args(["--port", "8000"]).port == 8000
    with pytest.raises(argparse.ArgumentTypeError, match="expected 0 to 65535"):
        command.port_number("65536")


class Served:
    """A site of one page; each rebuild succeeds or not as it is told."""

    def __init__(self, root: Path, succeeds: bool) -> None:
        self.root, self.site, self.succeeds, self.rebuilt = root, root / "site", succeeds, 0

    def rebuild(self) -> bool:
        self.rebuilt += 1
        return self.succeeds


@pytest.mark.parametrize("succeeds", [True, False])
def test_a_save_is_rebuilt_and_shown_when_that_succeeds(
    tmp_path: Path, succeeds: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smalldocs.serve.Handler, "version", 3)
    preview = Served(tmp_path, succeeds)
    for name in ("_quarto.yml", "_environment", "index.qmd"):
        (tmp_path / name).touch()
    seen = server.snapshot(tmp_path)
    assert server.rebuild_when_changed(preview, seen) == seen and preview.rebuilt == 0
    (tmp_path / "new.qmd").touch()
    now = server.rebuild_when_changed(preview, seen)
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
            urlopen(f"http://{server.HOST}:{running.server_port}/course.pdf", timeout=10)
        assert answer.value.code == 404 and "scripts/build.py does" in answer.value.read().decode()
        running.shutdown()


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters"), "error: no chapters"),
        (OSError(28, "No space left on device"), "error: No space left on device"),
        (Finding("a.qmd", 3, "links", "no such page"), "a.qmd:3: [links] no such page"),
    ],
    ids=["the course's", "the system's", "a finding"],
)
def test_what_is_wrong_is_told_and_the_page_stays(
    tmp_path: Path,
    problem: Exception | Finding,
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def replace(preview: portable_engine.Preview) -> tuple[None, list[Finding]]:
        if isinstance(problem, Finding):
            return None, [problem]
        raise problem

    monkeypatch.setattr(portable_engine.Preview, "replace", replace)
    assert not portable_engine.Preview(tmp_path).rebuild()
    said = capsys.readouterr().err.splitlines()
    assert (said[0], said[-1]) == (line, "the preview stays as it was")


def test_links_to_downloads_are_fine_in_a_preview(tmp_path: Path) -> None:
    site = portable_engine.PreviewSite(tmp_path)
    assert site.has("course.pdf") and site.has("chapters/a-practice.ipynb") and not site.has("a.html")


def test_quartos_preview_that_ends_itself_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda command, **options: called.append(command) or 3)
    monkeypatch.setattr(leftovers, "interrupt", lambda mark: called.append([mark]))
    with pytest.raises(CourseError, match="ended with code 3"):
        quarto_engine.run(Quarto("quarto", "1.10.19"), Project(tmp_path, {}, ()), 8000, browser=False)
    assert called[0][:2] == ["quarto", "preview"] and called[0][-1] == "--no-browser"
    assert called[1] == [f"{tmp_path}#preview"]
