"""A cache of rendered pieces by the content of their input: after an edit only what it touches is made again."""

import hashlib
import inspect
import os
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

LIMIT = 100_000_000  # bytes


def cached(kept: Path, inputs: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
    """What make returns, or returned when it was called with the same inputs.

    Args:
        kept: The folder of the cache.
        inputs: Everything that the result depends on, versions included.
        make: Makes the result; a function whose module counts as an input as well.

    Returns:
        The result.

    Raises:
        OSError: The cache cannot be read or written. What make raises is raised, too.
    """
    digest = hashlib.sha256()
    for part in (source(inspect.getfile(make)), *inputs):
        data = part.encode() if isinstance(part, str) else part
        digest.update(f"{len(data)}:".encode() + data)
    file = kept / digest.hexdigest()
    try:
        known = file.read_bytes()
        os.utime(file)
        return known
    except FileNotFoundError:
        pass
    made = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    # Several threads may make the same thing; what a kill leaves half-written is never read
    unfinished = file.with_suffix(f".{threading.get_ident()}")
    unfinished.write_bytes(made)
    os.replace(unfinished, file)
    return made


@cache
def source(file: str) -> bytes:
    """A module's source, as it was when this process first asked: what it has imported is not read again."""
    return Path(file).read_bytes()


def trim(kept: Path, limit: int = LIMIT) -> None:
    """Remove what was used longest ago, until limit bytes are left at most. The caller holds the checkout's lock."""
    files = sorted(kept.glob("*"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    total = 0
    for file in files:
        total += file.stat().st_size
        if total > limit or file.suffix:
            file.unlink()
