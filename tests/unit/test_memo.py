"""What was made before is made again only when an input differs, and the oldest of it is let go."""

import os
from pathlib import Path

import pytest

from course.config import Project
from course.memo import memo, trim


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, {}, ())


def test_the_same_input_is_made_once(project: Project) -> None:
    calls: list[int] = []

    def make() -> bytes:
        calls.append(1)
        return b"made"

    for inputs in (["a", "b"], ["a", b"b"], ["ab"], ["a", "b"], ["a", "c"]):
        assert memo(project.rendered, inputs, make) == b"made"
    assert len(calls) == 3


def test_what_fails_is_not_kept(project: Project) -> None:
    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        memo(project.rendered, ["a"], fail)
    assert memo(project.rendered, ["a"], lambda: b"made") == b"made"


def test_the_oldest_goes_first(project: Project) -> None:
    for age, name in enumerate("abc"):
        memo(project.rendered, [name], lambda: b"x" * 100)
        newest = max(project.rendered.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (1000 - age, 1000 - age))
    (project.rendered / "half.123").write_bytes(b"x")
    memo(project.rendered, ["c"], lambda: b"not made again")
    trim(project.rendered, 200)
    assert memo(project.rendered, ["c"], lambda: b"again") == b"x" * 100
    assert memo(project.rendered, ["b"], lambda: b"again") == b"again"
    assert not list(project.rendered.glob("*.*"))
