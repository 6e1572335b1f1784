"""The extension's filter under bare Pandoc, and under Quarto where there is one."""

import subprocess
from pathlib import Path

import pypandoc
import pytest

from course.common.project import load_project
from course.render.site_data import write_site_data
from course.source.parser import parse_chapter
from support import HEALTHY, LIMIT, copy_project, quarto_render


@pytest.fixture(scope="module")
def filters(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The filters in a copy of the project in which a build has written what they read."""
    root = copy_project(tmp_path_factory.mktemp("extension") / "course")
    write_site_data(load_project(root), [], {})
    return [f"--lua-filter={root / '_extensions/course' / name}" for name in ("before.lua", "course.lua")]


def render(folder: Path, filters: list[str], text: str, target: str) -> subprocess.CompletedProcess[str]:
    source = folder / "05-small.md"
    source.write_text(text.replace("```{python}", "```python"), encoding="utf-8")
    options = ["--from=markdown", f"--to={target}", "--mathml", "--wrap=none"]
    command = [pypandoc.get_pandoc_path(), *options, *filters, str(source)]
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)


@pytest.mark.parametrize("target", ["html", "typst"])
def test_the_parts_of_an_exercise(tmp_path: Path, filters: list[str], target: str) -> None:
    result = render(tmp_path, filters, HEALTHY, target)
    assert (result.returncode, result.stderr) == (0, "")
    if target == "html":
        assert '<a href="#first" class="exercise-number" aria-label="Link to exercise 5.1">5.1</a>' in result.stdout
        assert result.stdout.count("<details") == result.stdout.count("</details>") == 4
        assert result.stdout.count("<section") == result.stdout.count("</section>") == 3
        assert 'href="05-small.pdf"' in result.stdout
    else:
        assert "#exercise-number[5.1] First" in result.stdout
        assert [
            f'kind: "{part}"' in result.stdout for part in ("instructions", "given", "answer", "check", "explanation")
        ] == [True] * 5


@pytest.mark.parametrize("target, made", [("html", "<td>7</td>"), ("typst", "[7]")])
def test_tables_that_outputs_hold_as_html(tmp_path: Path, filters: list[str], target: str, made: str) -> None:
    html = "<div>\n<style scoped>\n  td { color: red; }\n</style>\n<table>\n<tr><td>7</td></tr>\n</table>\n</div>"
    result = render(tmp_path, filters, f"{HEALTHY}\n```{{=html}}\n{html}\n```\n", target)
    assert (result.returncode, result.stderr) == (0, "")
    assert made in result.stdout and "color" not in result.stdout


def test_other_formats_pass_through(tmp_path: Path, filters: list[str]) -> None:
    result = render(tmp_path, filters, HEALTHY, "latex")
    assert result.returncode == 0
    assert "details" not in result.stdout and "5.1" not in result.stdout
    assert "y = x + 1" in result.stdout or "NormalTok" in result.stdout


def test_a_further_task_is_not_numbered_and_its_parts_are_folded(tmp_path: Path, filters: list[str]) -> None:
    more = "\n### More {#more}\n\n::: instructions\n- Do it.\n:::\n\n::: answer\nIt is 3.\n:::\n"
    result = render(tmp_path, filters, HEALTHY + more, "html")
    assert (result.returncode, result.stderr) == (0, "")
    assert 'id="more"' in result.stdout and "5.2" not in result.stdout
    assert "It is 3." in result.stdout and ":::" not in result.stdout


@pytest.mark.parametrize("target", ["typst", "gfm"])
def test_the_list_of_chapters_outside_of_the_website(tmp_path: Path, target: str) -> None:
    """In the PDF and in notebooks a chapter shows it, too."""
    root = copy_project(tmp_path / "course")
    file = root / "chapters/01-small.qmd"
    file.write_text(HEALTHY.replace("title: A small chapter", 'title: "C #"'), encoding="utf-8")
    write_site_data(load_project(root), [parse_chapter(file, "chapters/01-small.qmd")], {})
    filters = [f"--lua-filter={root / '_extensions/course' / name}" for name in ("before.lua", "course.lua")]
    result = render(tmp_path, filters, f"{HEALTHY}\n::: course-chapters\n:::\n", target)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.replace("\\", "").rstrip().endswith("C #")


def test_sections_without_parts_are_not_numbered(tmp_path: Path, filters: list[str]) -> None:
    result = render(tmp_path, filters, HEALTHY + "\n## Closing\n\nWords.\n", "html")
    assert "5.2" not in result.stdout


@pytest.mark.full
@pytest.mark.seconds(20)
def test_under_quarto(small: Path) -> None:
    result = quarto_render(small, "chapters/01-small.qmd", "--to", "html")
    assert result.returncode == 0, result.stderr
    assert "WARN" not in result.stderr
    page = (small / "_site/chapters/01-small.html").read_text(encoding="utf-8")
    assert page.count('<details class="exercise-part') == 2
    assert ">1.1</a> First" in page
