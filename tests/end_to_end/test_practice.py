"""The practice server seen from outside: who gets in, what is served, how many kernels, what is left at the end."""

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from course.common import processes
from course.practice.kernels import MOST_KERNELS
from practising import Command, practising, start
from support import small_course, tree, until

KERNELS = "/api/kernels"
PAGE = "/chapters/01-small.html"


@pytest.fixture(scope="module")
def root(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built."""
    from conftest import build_once

    made = build_once(shared / "small" / "course", small_course, "portable").root
    return shutil.copytree(made, tmp_path_factory.mktemp("practice") / "course", symlinks=True)


@pytest.fixture(scope="module")
def command(root: Path) -> Iterator[Command]:
    with practising(root) as found:
        yield found


def ask(
    command: Command, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    """Status, body and headers of the answer to one request. headers: with _ in place of -."""
    connection = http.client.HTTPConnection("127.0.0.1", command.port, timeout=60)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode("utf-8", "replace"), answer.headers
    connection.close()
    return found


def log_in(command: Command) -> tuple[str, str]:
    """The cookies that a browser has after it has opened the printed address, and the word of its scripts."""
    status, _, headers = ask(command, f"/?token={command.token}")
    assert status == 302 and headers["Location"] == "/"
    cookies = [cookie.partition(";")[0] for cookie in headers.get_all("Set-Cookie", [])]
    assert all("HttpOnly" in cookie and "Strict" in cookie for cookie in headers.get_all("Set-Cookie", []))
    _, _, headers = ask(command, "/", Cookie="; ".join(cookies))
    cookies += [cookie.partition(";")[0] for cookie in headers.get_all("Set-Cookie", [])]
    word = next(cookie.partition("=")[2] for cookie in cookies if cookie.startswith("_xsrf="))
    return "; ".join(cookies), word


def start_kernel(command: Command, **headers: str) -> int:
    return ask(command, KERNELS, "POST", "{}", **headers)[0]


@pytest.fixture
def browser_headers(command: Command) -> dict[str, str]:
    """What one of the pages sends."""
    cookies, word = log_in(command)
    return {"Cookie": cookies, "X_XSRFToken": word, "Origin": command.address, "Sec_Fetch_Site": "same-origin"}


def test_nobody_gets_in_without_the_token(command: Command) -> None:
    for path in (
        "/",
        PAGE,
        "/practice/page.js",
        "/practice/course.json",
        KERNELS,
        f"{KERNELS}/{uuid.uuid4()}/channels",
    ):
        for headers in ({}, {"Authorization": "token wrong"}, {"Cookie": f"username-127-0-0-1-{command.port}=x"}):
            status, body, _ = ask(command, path, **headers)
            assert status == 403 and "<script" not in body, (path, headers, status)
        assert ask(command, f"{path}?token=wrong")[0] == 403
    assert start_kernel(command) == 403
    assert start_kernel(command, Authorization=f"token {'x' * len(command.token)}") == 403
    assert "practice.py" in ask(command, "/")[1]


def test_a_page_of_ours_reaches_a_kernel(command: Command, browser_headers: dict[str, str]) -> None:
    assert start_kernel(command, **browser_headers) == 201


@pytest.mark.parametrize(
    "changed",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8724"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"X_XSRFToken": "wrong"},
        {"X_XSRFToken": ""},
    ],
    ids=str,
)
def test_a_page_from_elsewhere_does_not(
    command: Command, browser_headers: dict[str, str], changed: dict[str, str]
) -> None:
    assert start_kernel(command, **browser_headers | changed) in (403, 404)
    if "Host" in changed:
        assert ask(command, "/", **browser_headers | changed)[0] == 403


def upgrade(command: Command, kernel: str, **headers: str) -> int:
    """The status of the answer to the request for a kernel's connection."""
    words = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    words["Sec_WebSocket_Key"] = base64.b64encode(os.urandom(16)).decode()
    return ask_raw(command, f"{KERNELS}/{kernel}/channels?session_id=x", words | headers)


def ask_raw(command: Command, path: str, headers: dict[str, str]) -> int:
    lines = [f"GET {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    with socket.create_connection(("127.0.0.1", command.port), timeout=60) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(connection.recv(4096).split()[1])


def test_a_connection_to_a_kernel_only_for_our_pages(command: Command, browser_headers: dict[str, str]) -> None:
    status, body, _ = ask(command, KERNELS, "POST", "{}", **browser_headers)
    kernel, host = json.loads(body)["id"], {"Host": f"127.0.0.1:{command.port}"}
    mine = {"Cookie": browser_headers["Cookie"], "Origin": command.address}
    assert status == 201 and upgrade(command, kernel, **host, **mine) == 101
    assert upgrade(command, kernel, **host, **mine | {"Origin": "https://evil.example"}) == 403
    assert upgrade(command, kernel, **mine | {"Host": "evil.example", "Origin": "http://evil.example"}) == 403
    assert upgrade(command, kernel, **host, Origin=command.address) == 403


def test_nothing_else_of_the_machine_is_served(command: Command, root: Path, browser_headers: dict[str, str]) -> None:
    (root / "_site/link.txt").symlink_to("/etc/hostname")
    places = [
        "/api", "/api/contents", "/api/contents/build.py", "/api/sessions", "/api/terminals", "/api/config/x",
        "/api/kernelspecs", "/api/status", "/api/shutdown", "/lab", "/tree", "/terminals/1", "/metrics", "/login",
        "/files/build.py", "/view/x", "/nbconvert/html/x", "/static/x", "/../build.py", "/..%2f_quarto.yml",
        "/%2e%2e/_quarto.yml", "//etc/hostname", "/%2fetc/hostname", "/practice/../../kernels", "/link.txt",
        "/practice/..%2f..%2fchapters", "/chapters/",
    ]  # fmt: skip
    found = {
        place: ask_raw(command, place, {"Host": f"127.0.0.1:{command.port}"} | browser_headers) for place in places
    }
    assert {place: status for place, status in found.items() if status not in (403, 404)} == {}
    sockets = psutil.Process(command.process.pid).net_connections("tcp")
    assert {s.laddr.ip for s in sockets if s.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_pages_have_the_sites_policy_and_are_not_kept(command: Command, browser_headers: dict[str, str]) -> None:
    status, body, headers = ask(command, PAGE, Cookie=browser_headers["Cookie"])
    policy = headers["Content-Security-Policy"]
    assert status == 200 and "script-src 'self';" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy and headers["Cache-Control"] == "no-store"
    assert body.count("/practice/page.js") == 1


def test_few_kernels_are_alive(command: Command, browser_headers: dict[str, str]) -> None:
    for _ in range(MOST_KERNELS + 2):
        assert start_kernel(command, **browser_headers) == 201
    alive = json.loads(ask(command, KERNELS, **browser_headers)[1])
    assert len(alive) == MOST_KERNELS
    # What is asked for does not matter: all are the course's
    assert ask(command, KERNELS, "POST", '{"name": "other", "path": "/"}', **browser_headers)[0] == 201
    for kernel in alive:
        ask(command, f"{KERNELS}/{kernel['id']}", "DELETE", **browser_headers)


def test_kernels_that_end_without_a_page_are_forgotten(command: Command, browser_headers: dict[str, str]) -> None:
    assert start_kernel(command, **browser_headers) == 201
    [server] = psutil.Process(command.process.pid).children()
    for kernel in server.children():
        kernel.kill()
    until(lambda: ask(command, KERNELS, **browser_headers)[1] == "[]")
    assert start_kernel(command, **browser_headers) == 201


def test_the_published_site_has_none_of_it(built: Path) -> None:
    before = tree(built / "_site")
    with practising(built) as command:
        cookies, _ = log_in(command)
        assert "/practice/page.js" in ask(command, PAGE, Cookie=cookies)[1]
    assert tree(built / "_site") == before
    for name, content in before.items():
        assert not any(word in content for word in (b"/practice/", b"CodeMirror", b"cm-editor", b"api/kernels")), name


def test_one_at_a_time_and_nothing_is_left(built: Path) -> None:
    root = built
    command = start(root)
    assert start_kernel(command, Authorization=f"token {command.token}") == 201
    script = [sys.executable, str(root / "scripts/practice.py"), "--no-browser"]
    other = subprocess.run([*script, "--port", "0"], capture_output=True, text=True, timeout=120)
    assert (other.returncode, other.stderr) == (
        2,
        "error: a practice of this checkout is running already; end it first\n",
    )
    taken = subprocess.run([*script, "--port", str(command.port)], capture_output=True, text=True, timeout=120)
    assert taken.returncode == 2 and "choose another with --port" in taken.stderr
    command.process.kill()
    command.process.wait()
    mark = processes.command_mark(root, "practice")
    until(lambda: not [p for p in psutil.process_iter() if processes.belongs(p, mark, None)])
    again = start(root)
    assert again.end() == "stopped\n" and again.process.returncode == 0


def test_without_a_site_it_is_built(small: Path) -> None:
    (small / "chapters/01-small.qmd").write_text("---\ntitle: Broken\n")
    script = [sys.executable, str(small / "scripts/practice.py"), "--no-browser", "--port", "0"]
    result = subprocess.run(script, capture_output=True, text=True, timeout=600)
    assert result.returncode == 2 and "there is no site to practise on" in result.stderr
