"""What Quarto has missed is asked for, and nothing else."""

import time
from pathlib import Path

import psutil
import pytest

from course.preview import quarto_preview
from course.preview.quarto_preview import QuartoPreview, Render
from course.render.watch import stamps

PAGE = "index.qmd"


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QuartoPreview:
    """A preview that has rendered its one page."""
    monkeypatch.setenv("QUARTO_PROJECT_OUTPUT_DIR", str(tmp_path / "_site"))
    (tmp_path / PAGE).write_text("rendered")
    made = QuartoPreview(tmp_path, psutil.Process())
    made.render = Render(0, [PAGE], stamps(tmp_path))
    return made


@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("seen", [False, True])
def test_a_save_that_quarto_has_missed_is_asked_for(
    preview: QuartoPreview, monkeypatch: pytest.MonkeyPatch, saved: bool, seen: bool
) -> None:
    requested: list[str] = []
    last = Render(0, [PAGE], stamps(preview.root))
    preview.render = last

    def sleep(seconds: float) -> None:
        if seconds == quarto_preview.SECONDS_TO_BEGIN and seen:
            # The script before the next render has begun
            preview.render = Render(1, [PAGE], stamps(preview.root))

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(quarto_preview, "SECONDS_TO_FINISH", (2,))
    monkeypatch.setattr(preview, "request", lambda site, page: requested.append(str(page)))
    if saved:
        (preview.root / PAGE).write_text("saved")
    preview.ask_again(last)
    assert requested == (["index.html"] if saved and not seen else [])


def test_a_page_that_was_saved_meanwhile_is_not_completed(preview: QuartoPreview) -> None:
    (preview.root / PAGE).write_text("saved")
    assert preview.after_render() == 1
