"""Chapters as the rest of the package knows them."""

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from course.source.chapters import parse_code

THREADS, CODES = 4, 300


class Cycle:
    """Garbage whose end is Python code, in which threads take turns."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(50))


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns, and garbage is looked for, all the time."""
    seconds, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    yield
    sys.setswitchinterval(seconds)
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("restless")
def test_threads_parse_at_the_same_time() -> None:
    def parse(thread: int) -> int:
        found = 0
        for number in range(CODES):
            Cycle()
            code = "\n".join(f"x{line} = [{thread} + {number} * (a + (b + (c + d)))]" for line in range(30))
            found += len(parse_code(code).body)
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(parse, range(THREADS))) == [30 * CODES] * THREADS


def test_an_escape_that_python_does_not_know_is_left_to_the_kernel(recwarn: pytest.WarningsRecorder) -> None:
    parse_code("x = '\\c'")
    assert not recwarn
