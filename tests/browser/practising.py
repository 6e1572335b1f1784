"""scripts/practice.py at work on a copy of a built course, and what tests do on its pages."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

from support import Build, copy_project
from visits import LIMIT, visit

FIRST = "chapters/01-introduction-to-pytorch.html"
SECONDS_TO_END = 60


@dataclass
class Command:
    """A running command. address: of the site; token: what opens it."""

    process: subprocess.Popen[str]
    address: str
    token: str

    @property
    def port(self) -> int:
        """Of the address."""
        return int(self.address.rpartition(":")[2])

    def end(self) -> str:
        """End it as a terminal that is closed does; the rest of what it prints, after which nothing runs any more."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=SECONDS_TO_END)[0]


def copy_site(build: Build, target: Path) -> Path:
    """A checkout with a built site and nothing else that is made."""
    copy_project(target)
    shutil.copytree(build.site, target / "_site")
    return target


def start(root: Path, port: int = 0) -> Command:
    """Start the command in a checkout."""
    command = [sys.executable, str(root / "scripts/practice.py"), "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\S+)", line):
            return Command(process, found[1], found[2])
    raise AssertionError("".join(said))


@contextmanager
def practising(root: Path) -> Iterator[Command]:
    """The command in a checkout, for a while."""
    command = start(root)
    try:
        yield command
    finally:
        command.end()


def enter(context: BrowserContext, command: Command, path: str = FIRST) -> Page:
    """Come with the token, as the browser that the command opens does, and go on to a page."""
    visited = visit(context, command.address, f"?token={command.token}")
    visited.page.goto(f"{command.address}/{path}")
    visited.page.locator(".practice").first.wait_for()
    return visited.page


class Exercise:
    """An exercise on a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        # A further task's section is below its exercise's
        self.section = page.locator(f"#{name}")
        self.box = page.locator(f".practice:has([id='{name}-keys'])")
        self.editor = self.box.locator(".cm-content")
        self.output = self.box.locator(".practice-output")
        self.status = self.box.get_by_role("status")

    def button(self, name: str) -> Locator:
        """One of its buttons."""
        return self.box.get_by_role("button", name=name, exact=True)

    def code(self) -> str:
        """What is in the editor, whose lines are elements each."""
        self.editor.wait_for(timeout=LIMIT)
        return "\n".join(self.editor.locator(".cm-line").all_text_contents())

    def write(self, code: str) -> None:
        """Type code in place of what is there."""
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        # Over a selection, Chromium would try to keep its style, which the policy refuses
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(code)

    def press(self, name: str) -> str:
        """Press a button that runs code, wait for the end, and return what is shown."""
        self.button(name).click()
        return self.wait()

    def wait(self) -> str:
        """Wait for the end of what runs, and return what is shown."""
        self.box.locator("button:disabled", has_text="Stop").wait_for(timeout=LIMIT)
        return self.output.inner_text()

    def run(self, code: str) -> str:
        """Type code and run it. Returns what is shown."""
        self.write(code)
        return self.press("Run")
