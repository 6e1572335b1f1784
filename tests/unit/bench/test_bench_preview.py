"""The comparison of previews, without the tools: goals, table, what a save waits for."""

import os
import sys
from pathlib import Path

import pytest

from bench import preview
from course.common.errors import CourseError
from support import HEALTHY, LIMIT


def test_the_goals_of_a_preview() -> None:
    found = {
        preview.PORTABLE: {preview.CHAPTER: [1.0, 2.0, 1.4], preview.ANSWER: [4.0, 3.0, 5.0]},
        preview.QUARTO: {preview.CHAPTER: [8.0, 7.0], preview.ANSWER: [12.0, 11.0]},
    }
    met = [goal.met for goal in preview.judge(found, [1.5, 1.5, 2.5])]
    # Of what was not saved nothing is known
    assert met == [True, None, False, False, None, True]


def test_the_table_of_a_preview() -> None:
    seconds = {preview.PORTABLE: {preview.PAGE: [1.5, 1.0, 2.25]}}
    text = preview.table({"seconds": seconds, "megabytes": [500, 520]})
    assert [cell.strip() for cell in text.splitlines()[2].split("|")[1:-1]] == [
        "portable", "a sentence in pages/", "1.50", "1", "2.25",
    ]  # fmt: skip
    assert text.endswith("needs 500 MB after a first save, and 520 MB after 100 more.")


def test_a_save_is_timed_until_the_page_is_complete(tmp_path: Path) -> None:
    page, source = tmp_path / "site/a.html", tmp_path / "a.qmd"
    page.parent.mkdir()
    made = preview.Preview("x", tmp_path, "site", preview.COMPLETED, (), {})

    def save(path: Path, word: str) -> None:
        path.write_text(word)
        assert not made.is_shown(page, word)
        page.write_text(word)
        # Rendered, and not completed
        assert not made.is_shown(page, word)
        page.write_text(f"{word}<footer {preview.COMPLETED}>")

    made.save("a page", source, save)
    assert source.read_text() in page.read_text()
    assert len(made.seconds["a page"]) == 1 and made.seconds["a page"][0] < LIMIT


def test_a_preview_that_ends_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters/01-small.qmd").write_text(HEALTHY)
    command = (sys.executable, "-c", "import sys; sys.exit('ERROR: no pages')")
    made = preview.Preview("x", folder, "site", "", command, os.environ)
    with pytest.raises(CourseError, match="is not shown: no pages"), made.running():
        pass
