"""Files that are never seen half-written, and errors of the system in one line."""

from pathlib import Path

import pytest

from course.common.files import describe, write_whole


def test_a_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "new/folder/facts.json"
    write_whole(file, "é")
    write_whole(file, "ü")
    assert file.read_bytes() == "ü".encode()
    assert [path.name for path in file.parent.iterdir()] == ["facts.json"]


def test_where_it_cannot_be_put_in_place_the_old_one_stays(tmp_path: Path) -> None:
    file = tmp_path / "facts"
    (file / "inside").mkdir(parents=True)
    with pytest.raises(OSError):
        write_whole(file, "text")
    assert [path.name for path in tmp_path.iterdir()] == ["facts"]


@pytest.mark.parametrize(
    "problem, line",
    [
        (OSError(13, "Permission denied", "a.txt"), "a.txt: Permission denied"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("a message\nof two lines"), "a message of two lines"),
    ],
)
def test_one_line(problem: OSError, line: str) -> None:
    assert describe(problem) == line
