"""Exercises worked on in the page: wrong answers are told why, published ones pass, and progress knows it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, expect

from course.bootstrap import ROOT
from crawl import PHONE, find_violations
from practising import FIRST, Command, Exercise, copy_site, enter, practising
from support import ENGINES, Build
from tasks import Task, tasks
from visits import visit

CHAPTERS = {file.stem: file.stem.partition("-")[0].lstrip("0") for file in sorted((ROOT / "chapters").glob("*.qmd"))}
# One chapter in the default tier
EVERY = [pytest.param(stem, marks=[] if number == "1" else pytest.mark.full) for stem, number in CHAPTERS.items()]
BANK = ROOT / "tests/course/answers"


@pytest.fixture(scope="module", params=ENGINES)
def command(
    request: pytest.FixtureRequest, sites: Callable[[str], Build], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Command]:
    root = copy_site(sites(request.param), tmp_path_factory.mktemp("practice") / "course")
    with practising(root) as found:
        yield found


def wrong_answer(task: Task) -> dict[str, Any]:
    """One that the check has a message for."""
    entries = yaml.safe_load((BANK / f"{task.id}.yml").read_text(encoding="utf-8"))
    return next(entry for entry in entries if entry["kind"] == "wrong" and "message" in entry)


@pytest.mark.seconds(40)
@pytest.mark.parametrize("stem", EVERY)
def test_every_exercise_of_a_chapter(stem: str, command: Command, context: BrowserContext) -> None:
    page = enter(context, command, f"chapters/{stem}.html")
    mine = [task for task in tasks() if task.chapter == CHAPTERS[stem]]
    exercises = len({task.number for task in mine})
    assert page.locator(".practice").count() == len(mine)
    expect(page.locator(".course-progress")).to_contain_text(f"0 of {exercises} done")
    for task in mine:
        exercise, wrong = Exercise(page, task.id), wrong_answer(task)
        assert exercise.code() == task.empty
        exercise.write(wrong["code"])
        shown = exercise.press("Check")
        assert "Not yet: " in shown and re.search(wrong["message"], shown, re.IGNORECASE), (task.id, shown)
        hint = exercise.section.locator(".exercise-hint").first
        assert exercise.button("Show the hint").count() == 0
        exercise.press("Check")
        if hint.count():
            exercise.button("Show the hint").click()
            assert hint.evaluate("hint => hint.open && hint.contains(document.activeElement)")
        exercise.write(task.answer)
        shown = exercise.press("Check")
        assert "Passed: " in shown, (task.id, shown)
        expect(exercise.status).to_have_text("Passed.")
    expect(page.locator(".course-progress")).to_contain_text(f"{exercises} of {exercises} done")
    assert page.locator(".sidebar-exercises .is-done").count() == exercises


def test_outputs_and_errors(command: Command, context: BrowserContext) -> None:
    visited = visit(context, command.address, f"?token={command.token}")
    page = visited.page
    page.goto(f"{command.address}/{FIRST}")
    exercise = Exercise(page, "sigmoid-softmax")
    # Streams while a loop runs
    exercise.write("import time\nfor epoch in range(200):\n    print('epoch', epoch, flush=True)\n    time.sleep(0.5)")
    exercise.button("Run").click()
    expect(exercise.output).to_contain_text("epoch 1")
    expect(exercise.status).to_have_text("Running …")
    assert exercise.button("Run").is_disabled() and exercise.button("Check").is_disabled()
    assert "Stopped." in exercise.press("Stop")
    shown = exercise.run("import pandas as pd\nprint('\\x1b[31mred\\x1b[0m')\npd.DataFrame({'<b>': [1.5]})")
    assert shown.startswith("red")
    assert exercise.output.locator("table").inner_text().split() == ["<b>", "0", "1.5"]
    exercise.run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    figure = exercise.output.get_by_role("img", name="Figure drawn by your code")
    assert figure.evaluate("async figure => { await figure.decode(); return figure.naturalWidth > 100 }")
    shown = exercise.run("import torch\ndef f(x):\n    return x @ torch.ones(3)\n\nmodel = f(torch.ones(4))\n")
    assert shown.splitlines()[0] == "Your answer, line 5"
    assert "RuntimeError: " in shown and "site-packages" not in shown
    expect(exercise.box.locator(".cm-lintRange-error")).to_have_text("    return x @ torch.ones(3)")
    # What a script of another site could do from an output
    exercise.run(
        "from IPython.display import HTML\nHTML('<img src=x onerror=\"document.title = 1\"><script>1</script>')"
    )
    assert exercise.output.locator("script, [onerror]").count() == 0
    # The policy refuses an output's own styles
    expected = ("/x", "404 (Not Found)", "The action has been blocked.")
    assert [problem for problem in visited.problems if not problem.endswith(expected)] == []


def test_start_over_and_a_rebuilt_course(command: Command, context: BrowserContext) -> None:
    page = enter(context, command)
    exercise = Exercise(page, "creating-tensors")
    scaffold = exercise.code()
    exercise.run("import torch\ntorch.left = 1")
    page.reload()
    assert exercise.code() == "import torch\ntorch.left = 1"
    assert exercise.run("import torch\ntorch.left = 1\nprint('here')").strip() == "here"
    assert exercise.run("import torch\nprint(torch.left)").strip() == "1"
    page.once("dialog", lambda dialog: dialog.dismiss())
    exercise.button("Start over").click()
    expect(exercise.status).to_have_text("The next run starts a fresh kernel.")
    assert "AttributeError" in exercise.press("Run")
    page.once("dialog", lambda dialog: dialog.accept())
    exercise.button("Start over").click()
    expect(exercise.editor).to_have_text(re.compile("tensor_a = ..."))
    assert exercise.code() == scaffold
    page.keyboard.press("ControlOrMeta+z")
    assert exercise.code() == "import torch\nprint(torch.left)"
    # A later build's exercise begins with other code
    page.route("**/course.json", lambda route: route.fulfill(body=route.fetch().text().replace("tensor_a = ", "t = ")))
    page.reload()
    assert exercise.code() == "import torch\nprint(torch.left)"


def test_save_as_notebook(command: Command, context: BrowserContext, tmp_path: Path) -> None:
    page = enter(context, command, "chapters/04-evaluating-and-improving.html")
    Exercise(page, "tensor-dataset").write("import pandas as pd\npd.read_csv('../assets/data/solar.csv')")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as notebook").click()
    download.value.save_as(tmp_path / "saved.ipynb")
    assert download.value.suggested_filename == "04-evaluating-and-improving-practice.ipynb"
    cells = {cell["id"]: cell["source"] for cell in json.loads((tmp_path / "saved.ipynb").read_text())["cells"]}
    instructions, code = cells["tensor-dataset-your-answer"].split("\n\n")
    assert all(line.startswith("#") for line in instructions.splitlines())
    assert code == "import pandas as pd\npd.read_csv('solar.csv')"
    assert cells["random-search-your-answer"].endswith(next(t.empty for t in tasks() if t.id == "random-search"))


def test_answers_are_folded_until_asked_for(command: Command, context: BrowserContext) -> None:
    page = enter(context, command)
    switch = page.get_by_role("switch", name="Practice mode")
    expect(switch).to_be_checked()
    assert not page.locator(".exercise-answer .cell").first.is_visible()
    switch.uncheck()
    page.reload()
    page.locator(".practice").first.wait_for()
    expect(switch).not_to_be_checked()


def test_lines_stay_whole_on_a_phone(command: Command, browser: Browser) -> None:
    """A line that went on below would look like a new statement, and an array's columns would be lost."""
    context = browser.new_context(viewport={"width": PHONE, "height": 800})
    exercise = Exercise(enter(context, command), "creating-tensors")
    exercise.write(f"print('{'a' * 200}')\nprint('b')")
    exercise.press("Run")
    heights = exercise.editor.locator(".cm-line").evaluate_all("lines => lines.map((line) => line.offsetHeight)")
    assert len(set(heights)) == 1
    printed = exercise.output.locator("pre")
    assert printed.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    assert exercise.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (PHONE, "dark")])
def test_accessible_by_keyboard_and_screen_reader(command: Command, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = enter(context, command)
    exercise = Exercise(page, "creating-tensors")
    exercise.editor.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("if True:\n")
    page.keyboard.type("print('typed'")
    page.keyboard.press("ControlOrMeta+Enter")
    assert exercise.wait().strip() == "typed"
    assert exercise.code() == "if True:\n    print('typed')"
    page.keyboard.press("Tab")
    assert exercise.editor.evaluate("editor => editor === document.activeElement")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(exercise.button("Run")).to_be_focused()
    exercise.run("1 / 0")
    page.keyboard.press("Escape")
    assert exercise.editor.get_attribute("aria-label") == "Your answer to 1.1 Creating tensors and accessing attributes"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_violations(page, {}) == []
    context.close()
