"""What comes before the execution: chapters that cannot be read are findings, the others are read all the same."""

from pathlib import Path

from course.common.project import Project
from course.source.reader import read_chapters
from support import HEALTHY


def test_an_unreadable_chapter_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "chapters"
    folder.mkdir()
    texts = {"01-a.qmd": "---\ntitle: [\n---\n", "02-b.qmd": HEALTHY}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    parsed, unread = read_chapters(Project(tmp_path, {}, tuple(sorted(folder.iterdir()))))
    assert [chapter.file for chapter in parsed] == ["chapters/02-b.qmd"]
    assert [(finding.file, finding.rule) for finding in unread] == [("chapters/01-a.qmd", "bad-yaml")]
