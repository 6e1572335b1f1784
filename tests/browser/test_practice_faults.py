"""What goes wrong while somebody practises: the page says so, stays usable, and loses no code."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from course.common import processes
from practising import Command, Exercise, copy_site, enter, practising, start
from support import Build

ENDED = "The kernel has ended"
FINE = "print('fine')"
FULL = "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }"

pytestmark = [pytest.mark.xdist_group("practice faults"), pytest.mark.seconds(6)]


@pytest.fixture(scope="module")
def command(sites: Callable[[str], Build], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    with practising(copy_site(sites("portable"), tmp_path_factory.mktemp("practice") / "course")) as found:
        yield found


@pytest.fixture
def page(context: BrowserContext, command: Command) -> Page:
    return enter(context, command)


@pytest.fixture
def exercise(page: Page) -> Exercise:
    return Exercise(page, "creating-tensors")


@pytest.mark.parametrize(
    "code, message",
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ENDED),
        ("import os\nwhile True:\n    os.fork()", ENDED),
        ("x = bytearray(10**10)", "MemoryError"),
        ("import torch\ntorch.ones(3 * 10**9)", "can't allocate memory"),
        ("while True:\n    print('again and again')", "Stopped: there was no end to what it printed."),
        ("for i in range(10**6):\n    print(i)", "Stopped: there was no end to what it printed."),
        ("from IPython.display import Image\nImage(data=bytes(50_000_000), format='png')", "An output of 67 MB"),
        ("x = 1\ny = (2,", "Your answer, line 2\n    y = (2,"),
        ("def f():\nreturn 1", "IndentationError: expected an indented block"),
        ("print('größer 日本語 🎉 \\u202e')\nπ = 3\nprint(π)\nÄ", "NameError: name 'Ä' is not defined"),
        ("import sys\nsys.exit()", "SystemExit"),
    ],
    ids=[
        "killed", "fork bomb", "memory", "memory of torch", "endless print", "a million lines", "an image of 50 MB",
        "syntax", "indentation", "unicode", "exit",
    ],
)  # fmt: skip
def test_code_that_harms(exercise: Exercise, code: str, message: str) -> None:
    assert message in exercise.run(code)
    assert len(exercise.output.inner_text()) < 25_000
    exercise.page.reload()
    assert exercise.code() == code
    assert exercise.run(FINE).strip() == "fine"


def test_a_kernel_that_is_killed_between_runs(exercise: Exercise) -> None:
    assert exercise.run("import os\nprint(os.getpid())").strip().isdigit()
    psutil.Process(int(exercise.output.inner_text())).kill()
    # The page has been told already and asks for another, or says that it has ended
    shown = exercise.press("Run").strip()
    assert shown.isdigit() or shown.startswith(ENDED)
    assert exercise.run(FINE).strip() == "fine"


def test_kernels_that_are_killed_again_and_again(exercise: Exercise) -> None:
    exercise.write("import os\nos._exit(1)")
    for _ in range(7):
        assert ENDED in exercise.press("Run")
    assert exercise.run(FINE).strip() == "fine"


def test_input(exercise: Exercise) -> None:
    page, asked = exercise.page, list[str]()

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept("Ada & Чарльз") if len(asked) == 1 else dialog.dismiss()

    page.on("dialog", answer)
    shown = exercise.run("name = input('Your name? ')\nprint('Hello', name)").split("\n")
    assert shown[:2] == ["Your name? Ada & Чарльз", "Hello Ada & Чарльз"]
    assert "Stopped." in exercise.press("Run")
    assert asked == ["Your name? "] * 2


def test_the_time_limit_and_its_lifting(exercise: Exercise) -> None:
    page = exercise.page
    page.route(
        "**/course.json",
        lambda route: route.fulfill(body=route.fetch().text().replace('"seconds": 60', '"seconds": 1')),
    )
    page.reload()
    assert "Stopped after 1 s." in exercise.run("import time\ntime.sleep(600)")
    exercise.box.get_by_label("No time limit").check()
    assert exercise.run("import time\ntime.sleep(2)\nprint('late')").strip() == "late"


def test_code_that_does_not_let_itself_be_stopped(exercise: Exercise) -> None:
    stubborn = (
        "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass"
    )
    exercise.write(f"print('begun')\n{stubborn}")
    exercise.button("Run").click()
    expect(exercise.output).to_contain_text("begun")
    assert "Stopped." in exercise.press("Stop")
    assert exercise.run(FINE).strip() == "fine"


def test_two_tabs_of_a_chapter(exercise: Exercise, context: BrowserContext, command: Command) -> None:
    exercise.write("x = 'first'")
    other = Exercise(enter(context, command), "creating-tensors")
    assert other.code() == "x = 'first'"
    other.write("x = 'second'\nprint(x)")
    expect(exercise.editor).to_contain_text("second")
    # Each has a kernel of its own, and what was replaced can be had back
    assert exercise.press("Run").strip() == other.press("Run").strip() == "second"
    exercise.editor.click()
    exercise.page.keyboard.press("ControlOrMeta+z")
    assert exercise.code() == "x = 'first'"
    expect(other.editor).to_contain_text("first")


def test_a_full_storage(exercise: Exercise) -> None:
    page = exercise.page
    page.evaluate(FULL)
    exercise.write(FINE)
    expect(exercise.status).to_contain_text("no room for your code")
    assert exercise.press("Run").strip() == "fine"
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    page.wait_for_timeout(500)
    assert dialogs == ["beforeunload"]
    assert exercise.code() == FINE


def test_a_server_that_is_started_again(
    sites: Callable[[str], Build], tmp_path_factory: pytest.TempPathFactory, context: BrowserContext
) -> None:
    root = copy_site(sites("portable"), tmp_path_factory.mktemp("again") / "course")
    first = start(root)
    exercise = Exercise(enter(context, first), "creating-tensors")
    exercise.write("import time\nprint('begun')\ntime.sleep(600)")
    exercise.button("Run").click()
    expect(exercise.output).to_contain_text("begun")
    assert first.end() == "stopped\n" and first.process.returncode == 0
    mark = processes.command_mark(root, "practice")
    assert [p for p in psutil.process_iter() if processes.belongs(p, mark, None)] == []
    # Where the connection's end is not noticed, Stop ends the waiting
    if exercise.button("Stop").is_enabled():
        exercise.button("Stop").click()
    exercise.wait()
    assert "The practice server does not answer" in exercise.run(FINE)
    second = start(root, first.port)
    try:
        assert "The practice server was started anew" in exercise.press("Run")
        enter(context, second).close()
        assert exercise.press("Run").strip() == "fine"
        assert exercise.code() == FINE
    finally:
        second.end()


class Proxy:
    """Passes bytes on between a browser and a port, until it is cut."""

    def __init__(self, port: int) -> None:
        self.port, self.sockets = port, list[socket.socket]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                mine, _ = self.listener.accept()
                other = socket.create_connection(("127.0.0.1", self.port))
                self.sockets += [mine, other]
                for ends in ((mine, other), (other, mine)):
                    threading.Thread(target=self.pump, args=ends, daemon=True).start()

    def pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End all connections, without a word, as a laptop that goes to sleep."""
        while self.sockets:
            with suppress(OSError):
                self.sockets.pop().shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(command: Command) -> Iterator[Proxy]:
    made = Proxy(command.port)
    try:
        yield made
    finally:
        made.listener.close()
        made.cut()


def test_a_laptop_that_slept(context: BrowserContext, command: Command) -> None:
    with proxy(command) as between:
        address = f"http://127.0.0.1:{between.listener.getsockname()[1]}"
        exercise = Exercise(enter(context, Command(command.process, address, command.token)), "creating-tensors")
        exercise.write("import time\nfor i in range(6):\n    print('step', i)\n    time.sleep(1)")
        exercise.button("Run").click()
        expect(exercise.output).to_contain_text("step 1")
        between.cut()
        *_, last = filter(None, exercise.wait().splitlines())
        # What the server sent into the dead connection is gone
        assert last.startswith(("The connection to the kernel is lost", "The connection was lost for a moment"))
        assert exercise.run(FINE).strip() == "fine"
