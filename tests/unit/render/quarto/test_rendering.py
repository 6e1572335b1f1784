"""What the build asks Quarto for, and when: a stand-in for the program notes it down."""

from pathlib import Path

import nbformat
import pytest

from course.common import processes
from course.common.errors import CourseError
from course.common.project import Project
from course.execute.notebooks import Executed
from course.render.notebook import executed_notebook, front_notebook
from course.render.quarto import rendering
from course.render.quarto.program import Quarto
from course.render.quarto.rendering import QuartoRendering
from course.source.parser import parse_chapter
from support import HEALTHY, as_executed, until

SETTINGS = {
    "project": {"type": "website", "output-dir": "_site", "pre-render": "a.py", "post-render": "b.py"},
    "website": {"title": "T"},
    "format": {"html": {}, "typst": {}},
}
# Makes a page or a PDF of each format, and notes the chapters' text at that time
STAND_IN = """\
#!/bin/sh
echo "$*" >> {notes}
cat chapters/01-small.ipynb >> {notes}
mkdir -p _site/chapters
case "$*" in *html) echo page > _site/index.html;; esac
{more}
"""


def quarto(folder: Path, more: str = "") -> tuple[QuartoRendering, Executed, Path]:
    root = folder / "course"
    for name in ("chapters", "pages", ".cache"):
        (root / name).mkdir(parents=True)
    for name, text in {"chapters/01-small.qmd": HEALTHY, "pages/a.qmd": "", "index.qmd": ""}.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / ".cache/site-data.json").write_text("{}")
    notes, program = folder / "notes", folder / "quarto"
    program.write_text(STAND_IN.format(notes=notes, more=more))
    program.chmod(0o755)
    chapter = parse_chapter(root / "chapters/01-small.qmd", "chapters/01-small.qmd")
    project = Project(root, SETTINGS, (chapter.path,))
    return QuartoRendering(Quarto(str(program), "1.10.0"), project, 1), as_executed(chapter), notes


@pytest.fixture(autouse=True)
def no_course_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "course_pdf", lambda *arguments: b"course")


@pytest.mark.parametrize("early", [True, False])
def test_pages_wait_for_no_kernel_and_chapters_are_handed_over_executed(tmp_path: Path, early: bool) -> None:
    made, executed, notes = quarto(tmp_path)
    with made:
        if early:
            made.start_pages()
        made.start_chapter(executed)
        made.start_remaining([executed])
        made.write_website(tmp_path / "site")
        made.write_pdfs(tmp_path / "site")
    text = notes.read_text()
    front = nbformat.writes(front_notebook(HEALTHY.partition("\n## First")[0]))
    whole = nbformat.writes(executed_notebook(executed))
    first = f"render index.qmd pages --to html\n{front}render chapters --to html\n" if early else "render --to html\n"
    assert text == f"{first}{whole}render --to typst\n{whole}"
    assert (tmp_path / "site/index.html").read_text() == "page\n"
    assert (tmp_path / "site/course.pdf").read_bytes() == b"course"
    assert not made.site.exists() and not made.papers.exists()


def test_what_quarto_says_of_its_failure(tmp_path: Path) -> None:
    made, executed, _ = quarto(tmp_path, more='echo "ERROR in $PWD/index.qmd"; exit 3')
    with made, pytest.raises(CourseError, match="quarto render failed with code 3:\nERROR in .*/course/index.qmd"):
        made.start_pages()
        made.start_remaining([executed])
        made.write_website(tmp_path / "site")
    assert not made.site.exists()


def test_what_a_filter_refuses_stands_at_its_line(tmp_path: Path) -> None:
    complaint = (
        "Error running filter course.lua:\\n$PWD/_extensions/course/./site_data.lua:157: "
        "[](../chapters/01-small.ipynb#second) leads to no exercise\\nstack traceback:\\n\\tmain.lua:575: in walk"
    )
    made, executed, _ = quarto(tmp_path, more=f'printf "{complaint}\\n"; exit 1')
    (made.project.root / "pages/a.qmd").write_text("Words.\n\nSee [](../chapters/01-small.qmd#second).\n")
    with made, pytest.raises(CourseError) as raised:
        made.start_pages()
        made.start_remaining([executed])
        made.write_website(tmp_path / "site")
    error = raised.value
    assert (error.file, error.line, error.rule) == ("pages/a.qmd", 3, "not-rendered")
    assert error.message == "cannot be rendered: [](../chapters/01-small.qmd#second) leads to no exercise"


def test_what_is_not_waited_for_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _, notes = quarto(tmp_path, more="exec sleep 1000")
    monkeypatch.setenv(processes.CHECKOUT, processes.mark(made.project))
    with made:
        made.start_pages()
        until(notes.exists)
    # Its thread has ended, and with it the program
    assert made.early and made.early.done() and not made.site.exists()


def test_a_chapter_that_is_no_text_is_left_for_the_gate_to_report(tmp_path: Path) -> None:
    made, executed, _ = quarto(tmp_path)
    executed.chapter.path.write_bytes(b"---\ntitle: \xff\n---\n")
    with made, QuartoRendering(made.engine, made.project, 1) as again:
        assert (again.site / rendering.notebook_name(executed.chapter.file)).is_file()
