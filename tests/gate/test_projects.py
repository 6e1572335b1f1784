"""What the gate says of whole projects: report in both engines, course list, PDFs, navigation, formats, exit codes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.cli import check
from course.common.data_scripts import SEARCH_INDEX
from course.common.project import load_project
from course.gate.built_site import Site
from course.gate.context import Context
from course.gate.runner import run_gate
from course.source.reader import read_chapters
from support import ENGINES, HEALTHY, LIMIT, change, exercise, quarto_render, require, run_build, tree

HEADLINE = re.compile(r"^(?P<file>\S+):(?P<line>\d+): \[(?P<rule>[\w-]+)\] (?P<rest>.*)$", re.MULTILINE)


def with_site(root: Path) -> dict[str, bytes]:
    """A published site, as an earlier build left it."""
    (root / "_site/site_libs").mkdir(parents=True)
    (root / "_site/index.html").write_text("the old site")
    (root / "_site/chapters").mkdir()
    (root / "_site/chapters/01-small.html").write_text("the old chapter")
    return tree(root / "_site")


def places(text: str) -> list[tuple[str, int, str]]:
    return [(m["file"], int(m["line"]), m["rule"]) for m in HEADLINE.finditer(text)]


def of_source(root: Path) -> list[tuple[str, int, str]]:
    """What the gate finds in the chapters as they are written."""
    project = load_project(root)
    findings = run_gate(Context(project, *read_chapters(project))).findings
    return [(finding.file, finding.line, finding.rule) for finding in findings]


def run_check(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "scripts/check.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)


@pytest.mark.parametrize("engine", ENGINES)
def test_all_failures_of_all_chapters_in_one_report(small: Path, engine: str) -> None:
    require(engine)
    before = with_site(small)
    (small / "chapters/01-small.qmd").write_text(HEALTHY.replace("y = x + 1", "y = 1 / 0"))
    other = HEALTHY.replace("y = x + 1", "y = x + 5").replace("first", "second")
    (small / "chapters/02-other.qmd").write_text(other)
    (small / "chapters/03-bad.qmd").write_text(HEALTHY.replace("title: A", "title: [A"))
    change(small / "_quarto.yml", "      - First\n", "      - First\n    chapters/02-other.qmd:\n      - First\n")
    build = run_build(small, "--engine", engine)
    found = places(build.err)
    assert build.code == 1
    assert found == sorted(found)
    assert {
        ("chapters/01-small.qmd", 24, "cell-error"),
        ("chapters/02-other.qmd", 32, "cell-error"),
        ("chapters/03-bad.qmd", 3, "bad-yaml"),
    } <= set(found)
    assert "1.1 First, cell first-answer: ZeroDivisionError: division by zero" in build.err
    assert "    AssertionError" in build.err
    assert tree(small / "_site") == before
    shutil.rmtree(small / "_site")
    check = run_check(small)
    assert (check.returncode, places(check.stderr)) == (1, found)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_broken_site_is_not_published(small: Path, engine: str) -> None:
    require(engine)
    before = with_site(small)
    change(small / "chapters/01-small.qmd", "Words.", "See [there](../lost.txt).")
    build = run_build(small, "--engine", engine)
    assert (build.code, places(build.err)) == (1, [("chapters/01-small.qmd", 8, "broken-link")])
    assert tree(small / "_site") == before


@pytest.mark.full
@pytest.mark.seconds(30)
def test_quarto_render_alone_is_gated(small: Path) -> None:
    """An author's plain `quarto render` ends non-zero with the same report, before and after rendering."""
    change(small / "chapters/01-small.qmd", "Words.", "See [there](../lost.txt).")
    site = quarto_render(small)
    assert site.returncode != 0
    assert "chapters/01-small.qmd:8: [broken-link] 1.1 First: '../lost.txt' leads to nothing" in site.stderr
    change(small / "chapters/01-small.qmd", "y = x + 1", "y = 1 / 0")
    result = quarto_render(small)
    assert result.returncode != 0
    assert "chapters/01-small.qmd:24: [cell-error] 1.1 First, cell first-answer: ZeroDivisionError" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "      - First\n",
            "      - First\n      - Second\n",
            "chapters/01-small.qmd has no exercise 'Second': write it there as a '## ' heading, or take this line out",
        ),
        (
            "      - First\n",
            "      []\n",
            "add this line to course: exercises: chapters/01-small.qmd: in _quarto.yml: - First",
        ),
    ],
    ids=["exercise-missing", "exercise-unlisted"],
)
def test_the_course_list(small: Path, old: str, new: str, expected: str) -> None:
    """Whoever forgets the exercise or its line in the course list is told what to do."""
    change(small / "_quarto.yml", old, new)
    project = load_project(small)
    (finding,) = run_gate(Context(project, *read_chapters(project))).findings
    line = (small / finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert line in ("      - Second", "## First {#first}")
    assert finding.message == expected


def test_the_order_of_exercises(small: Path) -> None:
    (small / "chapters/01-small.qmd").write_text(f"{HEALTHY}\n{exercise('Second')}")
    change(small / "_quarto.yml", "      - First\n", "      - Second\n      - First\n")
    assert of_source(small) == [("chapters/01-small.qmd", 6, "exercise-order")]


def test_a_chapter_that_is_not_utf8(small: Path) -> None:
    (small / "chapters/01-small.qmd").write_bytes(HEALTHY.encode().replace(b"Words.", b"W\xf6rds."))
    assert of_source(small) == [("chapters/01-small.qmd", 8, "not-utf8")]


def test_files_that_are_no_chapters_and_files_that_hide_packages(small: Path) -> None:
    (small / "chapters/02_Second.qmd").write_text(HEALTHY)
    (small / "chapters/torch.py").touch()
    (small / "chapters/helpers.py").touch()
    assert of_source(small) == [
        ("chapters/02_Second.qmd", 1, "chapter-name"),
        ("chapters/torch.py", 1, "shadowed-package"),
    ]
    build = run_build(small, "--engine", "portable")
    assert (build.code, places(build.err)) == (1, of_source(small))
    assert "it hides the package 'torch' from the cells, so none was run; rename it" in build.err
    assert "name it as a chapter, such as 02-second.qmd" in build.err


def test_a_file_that_a_cell_leaves_and_a_name_of_another_exercise(small: Path) -> None:
    # A function's own name is not where it comes from
    inside = "x = 1\nopen('left.txt', 'w').close()\ndef unseen(a):\n    weight = [weight for weight in ()]"
    first = HEALTHY.replace("x = 1", inside)
    second = exercise("Second").replace("x = 1", "x = 1\nweight = 2")
    third = exercise("Third").replace("y = x + 1", "y = x + 1 + 0 * weight")
    text = "\n".join([first, second, third])
    (small / "chapters/01-small.qmd").write_text(text)
    change(small / "_quarto.yml", "      - First\n", "      - First\n      - Second\n      - Third\n")
    build = run_build(small, "--engine", "portable")
    found = places(build.err)
    assert build.code == 1
    assert ("chapters/01-small.qmd", 15, "file-left") in found
    line = 1 + next(n for n, one in enumerate(text.splitlines()) if "* weight" in one)
    assert ("chapters/01-small.qmd", line, "cell-error") in found
    message = "NameError: name 'weight' is not defined; it comes from '1.2 Second', and every exercise runs by itself"
    assert message in build.err


def test_navigation_search_and_pdf(built: Path) -> None:
    """Each taken away from a built site: the page from the front page's links, search entries, the PDF, its text."""
    project = load_project(built)

    def rules() -> set[str]:
        context = check.last_build(project)
        context.site = Site(built / "_site")
        return {finding.rule for finding in run_gate(context).findings}

    assert rules() == set()
    index, search, pdf = (built / "_site" / name for name in ("index.html", SEARCH_INDEX.file, "chapters/01-small.pdf"))
    saved = {file: file.read_bytes() for file in (index, search, pdf)}
    index.write_text(re.sub(r'href="[^"]*01-small\.html[^"]*"', 'href="index.html"', index.read_text()))
    assert rules() == {"not-in-navigation"}
    index.write_bytes(saved[index])
    SEARCH_INDEX.write(built / "_site", [])
    assert rules() == {"not-in-search"}
    search.write_bytes(saved[search])
    chapter = built / "chapters/01-small.qmd"
    change(chapter, "## First", "## Firstling")
    assert "pdf" in rules()
    change(chapter, "## Firstling", "## First")
    pdf.unlink()
    assert rules() >= {"pdf"}


def test_a_second_execution_finds_what_differs_and_checks_that_pass_empty(small: Path) -> None:
    text = HEALTHY.replace("print(y)", "import time; print(time.time())").replace("assert y == 2", "assert 1 == 1")
    (small / "chapters/01-small.qmd").write_text(text)
    assert run_build(small, "--engine", "portable").code == 0
    result = run_check(small, "--rerun")
    assert result.returncode == 1
    assert places(result.stderr) == [
        ("chapters/01-small.qmd", 22, "differs"),
        ("chapters/01-small.qmd", 30, "check-passes-empty"),
    ]
