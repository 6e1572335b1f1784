"""Copying an exercise's given and answer together: every copy runs by itself and prints what the page shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from course.source.parser import parse_chapter
from interpreters import run_fresh
from support import Build
from visits import visit

CHAPTER = "chapters/01-introduction-to-pytorch.html"
DATA = "chapters/04-evaluating-and-improving.html"
BUTTON = "Copy runnable"
ALLOWED = ["clipboard-read", "clipboard-write"]
# What a chapter's answers printed, answer by answer
PRINTED = """answers => answers.map(a => [...a.querySelectorAll(".cell-output-stdout")]
  .map(o => o.querySelector("code").textContent.trim()))"""


def copy_all(context: BrowserContext, origin: str, path: str) -> tuple[list[str], list[list[str]]]:
    """The copies that a chapter's buttons make, and what the page shows as printed by the answers."""
    page = visit(context, origin, path).page
    copies = []
    for answer in page.locator(".exercise-answer").all():
        answer.get_by_role("button", name=BUTTON).click()
        answer.locator(".copy-status", has_text="Copied").wait_for()
        copies.append(page.evaluate("navigator.clipboard.readText()"))
    printed = page.locator(".exercise-answer").evaluate_all(PRINTED)
    page.close()
    return copies, printed


def copies_of_site(browser: Browser, site: Build, origin: str) -> tuple[list[str], list[list[str]]]:
    """The copies that all chapters' buttons make, and what the pages show as printed by each answer."""
    context = browser.new_context(permissions=ALLOWED)
    copies: list[str] = []
    printed: list[list[str]] = []
    for file in sorted(site.site.glob("chapters/*.html")):
        texts, outputs = copy_all(context, origin, f"chapters/{file.name}")
        copies += [text.replace(origin, "") for text in texts]
        printed += outputs
    context.close()
    return copies, printed


def written(site: Build) -> Iterator[str]:
    """The code of each answer, after what is given and the exercise's earlier answers, as the author wrote it."""
    for path in sorted((site.root / "chapters").glob("*.qmd")):
        chapter = parse_chapter(path, path.name)
        for exercise in chapter.exercises:
            parts = [part for task in exercise.tasks for part in task.parts if part.name in ("given", "answer")]
            for answer in (part for part in parts if part.name == "answer"):
                inside = [(part.line, part.end) for part in parts if part.line <= answer.line]
                yield "\n".join(c.code for c in chapter.cells if any(a < c.line < b for a, b in inside))


def lines(code: str) -> list[str]:
    """The lines that matter; data files are named without the folder in which the course keeps them."""
    found = code.replace("../assets/data/", "").splitlines()
    return [line for line in found if line.strip() and not line.startswith(("# Needs ", "# /assets"))]


@pytest.mark.seconds(8)
def test_every_copy_is_what_was_written(browser: Browser, site: Build, origin: str) -> None:
    copies, _ = copies_of_site(browser, site, origin)
    assert len(copies) >= 28
    assert all("../assets" not in text for text in copies)
    assert [lines(text) for text in copies] == [lines(text) for text in written(site)]


# Their code has run in the build; here it does so without anything around it
@pytest.mark.full
@pytest.mark.seconds(40)
def test_every_copy_runs_in_a_fresh_interpreter(browser: Browser, site: Build, origin: str) -> None:
    copies, printed = copies_of_site(browser, site, origin)
    # In the folder where the comments say that the data files go
    results = run_fresh(copies, site.site / "assets/data")
    for text, (problem, out), outputs in zip(copies, results, printed, strict=True):
        assert not problem, f"{problem}\n{text}"
        for shown in outputs:
            assert shown in out, text


def test_a_copy_says_where_its_data_is(browser: Browser, origin: str) -> None:
    context = browser.new_context(permissions=ALLOWED)
    page = visit(context, origin, DATA).page
    answer = page.locator("#data-loading .exercise-answer")
    answer.get_by_role("button", name=BUTTON).click()
    answer.locator(".copy-status", has_text="It needs a data file").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    address = f"{origin}/assets/data/water_potability.csv"
    assert address in text
    assert page.request.get(address).ok
    context.close()


def test_code_is_shown_where_the_clipboard_is_denied(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    visited = visit(context, origin, CHAPTER)
    answer = visited.page.locator("#creating-tensors .exercise-answer")
    answer.get_by_role("button", name=BUTTON).click()
    answer.locator("[role=status]", has_text="does not let this page copy").wait_for()
    assert "tensor_a = torch.tensor(list_a)" in visited.page.evaluate("getSelection().toString()")
    assert "list_a = [1, 2, 3, 4]" in answer.locator("textarea").input_value()
    assert visited.problems == []
    context.close()
