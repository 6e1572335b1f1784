"""Fixtures: the real course and a small one, built once for all of pytest's workers; and the order of the tests."""

import os
import pickle
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

from support import BUILD_LIMIT, ENGINES, Build, copy_project, require, run_build, small_course
from survivors import marked, none_left

Made = TypeVar("Made")
# Seconds for another worker to make something: a build, or a look at every page of it
WAIT = 2 * BUILD_LIMIT


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def make_once(record: Path, make: Callable[[], Made]) -> Made:
    """What a function makes, kept in a file, unless another worker has made it, or is at it."""
    record.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(record.with_suffix(".lock"), timeout=WAIT):
        if not record.exists():
            record.write_bytes(pickle.dumps(make()))
    return pickle.loads(record.read_bytes())


def build_once(root: Path, make: Callable[[Path], Path], engine: str) -> Build:
    """Make a course and build it, once for all workers.

    Args:
        root: Its folder, which does not exist yet.
        make: Writes the course into the folder.
        engine: What renders.

    Returns:
        The build, which has succeeded.
    """
    build = make_once(root.with_name(f"{root.name}.pickle"), lambda: run_build(make(root), "--engine", engine))
    assert build.code == 0, build.err
    return build


@pytest.fixture(scope="session")
def sites(shared: Path) -> Callable[[str], Build]:
    """The real course as built with an engine. No test changes it."""

    def get(engine: str) -> Build:
        require(engine)
        return build_once(shared / "real" / engine, copy_project, engine)

    return get


@pytest.fixture(params=ENGINES)
def site(request: pytest.FixtureRequest, sites: Callable[[str], Build]) -> Build:
    """The real course, once with each engine."""
    return sites(request.param)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """The small course, not built yet. No process of its builds outlives the test."""
    root = small_course(tmp_path / "course")
    with none_left(partial(marked, root)):
        yield root


@pytest.fixture
def built(shared: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the small course, built with the portable engine, with its site and its caches; else as `small`."""
    made = build_once(shared / "small" / "course", small_course, "portable").root
    root = shutil.copytree(made, tmp_path / "course", symlinks=True)
    with none_left(partial(marked, root)):
        yield root


def pytest_configure() -> None:
    """Have Ctrl-C work in what tests start: a shell has programs in the background ignore it, and theirs as well."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
