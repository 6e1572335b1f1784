"""The extension's filter under bare Pandoc, and under Quarto where there is one."""

import os
import subprocess
import sys
from pathlib import Path

import pypandoc
import pytest

from course.bootstrap import ROOT
from support import HEALTHY, require

FILTERS = [ROOT / "_extensions/course" / name for name in ("tables.lua", "course.lua")]


def render(folder: Path, text: str, target: str) -> subprocess.CompletedProcess[str]:
    source = folder / "05-small.md"
    source.write_text(text.replace("```{python}", "```python"), encoding="utf-8")
    command = [
        pypandoc.get_pandoc_path(),
        "--from=markdown",
        f"--to={target}",
        "--mathml",
        "--wrap=none",
        *(f"--lua-filter={file}" for file in FILTERS),
        str(source),
    ]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("target", ["html", "typst"])
def test_the_parts_of_an_exercise(tmp_path: Path, target: str) -> None:
    result = render(tmp_path, HEALTHY, target)
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


def test_it_warns_of_missing_and_misplaced_parts(tmp_path: Path) -> None:
    missing = render(tmp_path, HEALTHY.replace("::: check", "::: other"), "html")
    assert "exercise 5.1 (First): the part 'check' is missing" in missing.stderr
    swapped = HEALTHY.replace("::: given", "::: x").replace("::: answer", "::: given").replace("::: x", "::: answer")
    order = render(tmp_path, swapped, "html").stderr
    assert "exercise 5.1 (First): the parts stand as instructions, answer, given, check, explanation" in order


@pytest.mark.parametrize("target, made", [("html", "<td>7</td>"), ("typst", "[7]")])
def test_tables_that_outputs_hold_as_html(tmp_path: Path, target: str, made: str) -> None:
    html = "<div>\n<style scoped>\n  td { color: red; }\n</style>\n<table>\n<tr><td>7</td></tr>\n</table>\n</div>"
    result = render(tmp_path, f"{HEALTHY}\n```{{=html}}\n{html}\n```\n", target)
    assert (result.returncode, result.stderr) == (0, "")
    assert made in result.stdout and "color" not in result.stdout


def test_other_formats_pass_through(tmp_path: Path) -> None:
    result = render(tmp_path, HEALTHY, "latex")
    assert result.returncode == 0
    assert "details" not in result.stdout and "5.1" not in result.stdout
    assert "y = x + 1" in result.stdout or "NormalTok" in result.stdout


def test_sections_without_parts_are_not_numbered(tmp_path: Path) -> None:
    result = render(tmp_path, HEALTHY + "\n## Closing\n\nWords.\n", "html")
    assert "5.2" not in result.stdout


@pytest.mark.full
@pytest.mark.seconds(20)
def test_under_quarto(small: Path) -> None:
    require("quarto")
    command = ["quarto", "render", "chapters/01-small.qmd", "--to", "html"]
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    result = subprocess.run(command, cwd=small, capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stderr
    assert "WARN" not in result.stderr
    page = (small / "_site/chapters/01-small.html").read_text(encoding="utf-8")
    assert page.count('<details class="exercise-part') == 2
    assert ">1.1</a> First" in page
