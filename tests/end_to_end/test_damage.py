"""A damaged cache or record is rebuilt, or reported in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from builds import build
from support import LIMIT

STORE = ".cache/executed"
RECORD = ".cache/last-execution.json"


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def garble(file: Path) -> None:
    file.write_bytes(b"\xff\x00" * 3000)


DAMAGES = {"half": truncate, "garbage": garble, "empty": lambda file: file.write_bytes(b""), "gone": Path.unlink}
damages = pytest.mark.parametrize("damage", DAMAGES)


@pytest.mark.full
@pytest.mark.seconds(8)
@damages
def test_a_damaged_exercise_is_executed_again(built: Path, damage: str) -> None:
    (file,) = (built / STORE).iterdir()
    DAMAGES[damage](file)
    assert "3 cells executed" in build(built)
    assert "0 cells executed, 3 from the cache" in build(built)


@pytest.mark.full
@pytest.mark.seconds(6)
@damages
def test_a_damaged_record_of_the_last_build_is_made_again(built: Path, damage: str) -> None:
    before = (built / RECORD).read_bytes()
    DAMAGES[damage](built / RECORD)
    assert "0 cells executed, 3 from the cache" in build(built)
    made = (built / RECORD).read_bytes()
    # How long exercises have taken is not known any more
    assert made.partition(b'"seconds"')[0] == before.partition(b'"seconds"')[0]


def test_damaged_records_of_the_last_build(built: Path) -> None:
    for name in (RECORD, ".cache/site-data.json"):
        truncate(built / name)
    command = [sys.executable, str(built / "scripts/check.py")]
    check = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert check.returncode == 2
    assert "run scripts/build.py first" in check.stderr and check.stderr.count("\n") == 1
    assert "0 cells executed, 3 from the cache" in build(built)
