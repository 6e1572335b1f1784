"""A checkout's chapters, limits and environment."""

from pathlib import Path

import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.project import Project, load_project, source_files
from support import copy_project, replace_chapters


def project(folder: Path, chapters: tuple[str, ...] = ("02-b.qmd", "01-a.qmd")) -> Path:
    """A checkout with these chapters."""
    root = copy_project(folder / "course")
    replace_chapters(root, dict.fromkeys(chapters, b"---\ntitle: T\n---\n"), ["First"] * len(chapters))
    return root


def test_chapters_come_in_order(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path))
    assert [path.name for path in loaded.chapters] == ["01-a.qmd", "02-b.qmd"]


def test_no_chapters(tmp_path: Path) -> None:
    root = project(tmp_path)
    for file in (root / "chapters").iterdir():
        file.rename(file.with_name(f"draft-{file.name}"))
    settings = root / "_quarto.yml"
    text = settings.read_text(encoding="utf-8").replace("chapters/0", "chapters/draft-0")
    settings.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="no chapters"):
        load_project(root)


def test_what_editors_leave_is_no_page(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / ".#index.qmd").symlink_to("author@machine.1:2")
    pages = [page.name for page in load_project(root).other_pages]
    assert "index.qmd" in pages and ".#index.qmd" not in pages


def test_the_settings_that_the_scripts_read() -> None:
    loaded = load_project(ROOT)
    assert loaded.title and loaded.description
    assert loaded.output == ROOT / "_site"
    assert sum(map(len, loaded.exercises.values())) == 28
    assert min(loaded.time_limit, loaded.memory_limit, loaded.output_limit) > 0
    assert loaded.figure.keys() == {"fig-width", "fig-height", "fig-dpi", "fig-format"}


def test_what_the_course_sets_wins_over_the_environment_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_environment").write_text("# why\nCOURSE_A=from-file\nCOURSE_B=from-file\n")
    monkeypatch.setenv("COURSE_B", "from-process")
    monkeypatch.setenv("COURSE_C", "from-process")
    values = Project(tmp_path, {}, ()).environment()
    assert [values[f"COURSE_{name}"] for name in "ABC"] == ["from-file", "from-file", "from-process"]


def test_what_programs_leave_among_the_sources_is_no_source(tmp_path: Path) -> None:
    root = project(tmp_path)
    before = list(source_files(root))
    assert {root / "_quarto.yml", root / "index.qmd", root / "chapters/01-a.qmd"} <= set(before)
    for name in ("scripts/__pycache__/a.pyc", "chapters/01-a_files/fig.svg", "chapters/01-a.html"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    assert list(source_files(root)) == before
