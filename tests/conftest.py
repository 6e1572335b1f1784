"""Fixtures: the real course built with each engine, and a small course to break."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from support import ENGINES, HEALTHY, Build, copy_project, replace_chapters, require, run_build


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Build]:
    """The real course, built once with each engine that a test asks for, whichever of pytest's workers asks first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def get(engine: str) -> Build:
        require(engine)
        root, record = shared / "real" / engine, shared / f"{engine}.pickle"
        with FileLock(shared / f"{engine}.lock"):
            if not record.exists():
                build = run_build(copy_project(root), "--engine", engine)
                record.write_bytes(pickle.dumps(build))
        build = pickle.loads(record.read_bytes())
        assert build.code == 0, build.err
        return build

    return get


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, sites: Callable[[str], Build]) -> Build:
    """The real course, once with each engine."""
    return sites(request.param)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start what takes longest first, so that no worker idles at the end; tests of a group stay together."""
    totals: dict[str, float] = {}
    for item in items:
        totals[group(item)] = totals.get(group(item), 0) + seconds(item)
    items.sort(key=lambda item: totals[group(item)], reverse=True)


def group(item: pytest.Item) -> str:
    """What pytest-xdist gives to one worker: the tests of a group, or a single test."""
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker else item.nodeid


def seconds(item: pytest.Item) -> float:
    """About how long a test takes."""
    marker = item.get_closest_marker("seconds")
    return float(marker.args[0]) if marker else 0.0


def small_course(root: Path) -> Path:
    """A copy of the project with one small healthy chapter in place of the real ones."""
    copy_project(root)
    replace_chapters(root, {"01-small.qmd": HEALTHY.encode()}, ["First"])
    return root


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small course, not built yet."""
    return small_course(tmp_path / "course")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, built with the portable engine; for `built` to copy."""
    root = small_course(tmp_path_factory.mktemp("small") / "course")
    assert run_build(root, "--engine", "portable").code == 0
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of the small course with its site and its caches."""
    return shutil.copytree(built_once, tmp_path / "course", symlinks=True)
