"""What was made before is made again only when an input differs, and the oldest of it is let go."""

import os
import runpy
from pathlib import Path

import pytest

from course.common.project import Project
from course.common.render_cache import cached, trim


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, {}, ())


def test_the_same_input_is_made_once(project: Project) -> None:
    calls: list[int] = []

    def make() -> bytes:
        calls.append(1)
        return b"made"

    for inputs in (["a", "b"], ["a", b"b"], ["ab"], ["a", "b"], ["a", "c"]):
        assert cached(project.render_cache, inputs, make) == b"made"
    assert len(calls) == 3


def test_the_code_that_makes_it_counts(project: Project, tmp_path: Path) -> None:
    for word in ("one", "two"):
        module = tmp_path / f"{word}.py"
        module.write_text(f"def make(): return b'{word}'", encoding="utf-8")
        make = runpy.run_path(str(module))["make"]
        assert cached(project.render_cache, ["a"], make) == word.encode()


def test_what_fails_is_not_kept(project: Project) -> None:
    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cached(project.render_cache, ["a"], fail)
    assert cached(project.render_cache, ["a"], lambda: b"made") == b"made"


def test_the_oldest_goes_first(project: Project) -> None:
    for age, name in enumerate("abc"):
        cached(project.render_cache, [name], lambda: b"x" * 100)
        newest = max(project.render_cache.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (1000 - age, 1000 - age))
    (project.render_cache / "half.123").write_bytes(b"x")
    cached(project.render_cache, ["c"], lambda: b"not made again")
    trim(project.render_cache, 200)
    assert cached(project.render_cache, ["c"], lambda: b"again") == b"x" * 100
    assert cached(project.render_cache, ["b"], lambda: b"again") == b"again"
    assert not list(project.render_cache.glob("*.*"))
