"""What the portable engine's filters make of captions, titles and attributes."""

from pathlib import Path

import pytest

from course.common.project import Project, load_project
from course.render.portable.website import page
from support import copy_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load_project(copy_project(tmp_path / "course"))


def test_captions_and_titles_that_look_like_items_of_a_list(project: Project) -> None:
    text = """\
::: {.callout-note title="1. First *words*"}
Noted.
:::

::::: {#tbl-rows .cell tbl-cap="2. Rows"}
::: {.cell-output .cell-output-stdout}
```
rate 0.1
```
:::
:::::
"""
    made = page(project, text, "small").replace("\\", "")
    # A callout's title as a heading: smalldocs would show the asterisks of an attribute
    assert "## 1. First *words*\n" in made and "title=" not in made and "Table\u00a01: 2. Rows" in made


def test_quotes_in_attributes_get_no_backslash(project: Project) -> None:
    text = 'An ![](a.svg){fig-alt="icon \\"a\\""} in a line.\n\n![Both](b.svg){#fig-b fig-alt="\\"b\\" alone"}\n'
    made = page(project, text, "small")
    assert 'fig-alt="icon “a”"' in made and 'fig-alt="“b” alone"' in made
