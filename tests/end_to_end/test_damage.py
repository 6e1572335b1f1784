"""A damaged cache or record is made again, or said in one line."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builds import build


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def garble(file: Path) -> None:
    file.write_bytes(b"\xff\x00" * 3000)


DAMAGES = {
    "half a notebook": ("notebooks/executed/*/base.ipynb", truncate),
    "a notebook of garbage": ("notebooks/executed/*/base.ipynb", garble),
    "no notebook": ("notebooks/executed/*/base.ipynb", Path.unlink),
    "half a database": ("notebooks/global.db", truncate),
    "a database of garbage": ("notebooks/global.db", garble),
    "an empty database": ("notebooks/global.db", lambda file: file.write_bytes(b"")),
    "no database": ("notebooks/global.db", Path.unlink),
    "half a fingerprint": ("notebooks/fingerprint", truncate),
}


RECORD = ".cache/executed/01-small.ipynb"


@pytest.mark.full
@pytest.mark.seconds(10)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_made_again(built: Path, damage: str) -> None:
    pattern, break_it = DAMAGES[damage]
    (file,) = (built / ".cache").glob(pattern)
    break_it(file)
    assert "0 cells executed, 3 from the cache" in build(built), "what the last build executed is not asked for"
    (built / RECORD).unlink()
    assert "3 cells executed" in build(built)
    assert "0 cells executed, 3 from the cache" in build(built)


@pytest.mark.full
@pytest.mark.seconds(12)
@pytest.mark.parametrize("break_it", [truncate, garble])
def test_a_damaged_record_of_the_last_build_is_made_again(built: Path, break_it: Callable[[Path], None]) -> None:
    break_it(built / RECORD)
    assert "0 cells executed, 3 from the cache" in build(built)
    shutil.rmtree(built / ".cache/notebooks")
    break_it(built / RECORD)
    assert "3 cells executed" in build(built)
    assert "0 cells executed, 3 from the cache" in build(built)


def test_damaged_records_of_the_last_build(built: Path) -> None:
    for name in (RECORD, ".cache/site-data.json"):
        truncate(built / name)
    check = subprocess.run([sys.executable, str(built / "scripts/check.py")], capture_output=True, text=True)
    assert check.returncode == 2
    assert "run scripts/build.py first" in check.stderr and check.stderr.count("\n") == 1
    assert "0 cells executed, 3 from the cache" in build(built)
