"""Out of disk, or an output that cannot be written: one line, the site as it was, and the next build works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builds import build, write
from support import BUILD_LIMIT, posix, tree

IN_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]


def mounted(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that mounts disks; skip the test where that is not allowed."""
    if shutil.which("unshare") is None or in_namespace("true").returncode:
        pytest.skip("needs the right to mount disks in a namespace of its own")
    return in_namespace(script, "sh", *arguments)


def in_namespace(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in a mount namespace of its own. arguments: $0 and what follows it."""
    return subprocess.run([*IN_NAMESPACE, script, *arguments], capture_output=True, text=True, timeout=BUILD_LIMIT)


# The scripts take a folder, which becomes a disk, and a command; the first one takes the disk's size before those
FULL_DISK = """\
size=$1 disk=$2; shift 2
mount -t tmpfs -o size="$size" tmpfs "$disk" || exit 99
"$@" >/dev/null; echo code $?
mount -o remount,size=100M "$disk"
"$@" >/dev/null; echo code $?
"""
ROOM_FOR_ONE_SITE = """\
disk=$1; shift
mount -t tmpfs -o size=50M tmpfs "$disk" || exit 99
"$@" --quiet || exit 98
ls -A "$disk"; cksum "$disk/site/index.html"
mount -o remount,size="$(du -sk "$disk" | cut -f1)k" "$disk"
"$@" --quiet --force; echo code $?
ls -A "$disk"; cksum "$disk/site/index.html"
mount -o remount,size=50M "$disk"
"$@" --quiet --force; echo code $?
ls -A "$disk"
"""
READ_ONLY = """\
disk=$1; shift
mount -t tmpfs -o ro tmpfs "$disk" || exit 99
exec "$@"
"""
SMALL_FILES = 'ulimit -f 16; exec "$@"'


def full_disk(root: Path, place: Path, size: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Build twice with a folder on a small disk, which gets room before the second build."""
    place.mkdir(exist_ok=True)
    return mounted(FULL_DISK, size, str(place), *command(root), *arguments)


def command(root: Path) -> list[str]:
    """The build of a checkout."""
    return [sys.executable, str(root / "scripts/build.py"), "--engine", "portable"]


@posix
@pytest.mark.full
@pytest.mark.seconds(8)
@pytest.mark.parametrize("size", ["4k", "24k", "160k", "1M"])
def test_no_room_for_the_cache(built: Path, size: str) -> None:
    """One line, code 2, the site as it was; with room the next build works."""
    before = tree(built / "_site")
    write(built, "Other words.")
    result = full_disk(built, built / ".cache", size, "--output-dir", str(built / "_site"))
    assert result.stdout == "code 2\ncode 0\n", result.stderr
    assert re.fullmatch(r"error: [^\n]+\n", result.stderr)
    assert tree(built / "_site") != before


@posix
@pytest.mark.full
@pytest.mark.seconds(14)
def test_no_room_for_the_site(small: Path) -> None:
    """The output is on another disk, too small for two sites: the old one stays, nothing is left beside it."""
    disk = small.parent / "disk"
    disk.mkdir()
    result = mounted(ROOM_FOR_ONE_SITE, str(disk), *command(small), "--output-dir", str(disk / "site"))
    lines = result.stdout.splitlines()
    assert result.stderr == f"error: cannot write {disk / 'site'}: No space left on device\n"
    assert lines[:2] == ["site", lines[4]] and lines[2:4] == ["code 2", "site"]
    assert lines[5:] == ["code 0", "site"]


@posix
def test_an_output_on_a_disk_that_is_read_only(small: Path) -> None:
    disk = small.parent / "disk"
    disk.mkdir()
    result = mounted(READ_ONLY, str(disk), *command(small), "--quiet", "--output-dir", str(disk / "site"))
    assert (result.returncode, result.stderr) == (2, f"error: cannot write to {disk}\n")


@posix
@pytest.mark.full
@pytest.mark.seconds(8)
def test_files_cannot_grow(built: Path) -> None:
    """The limit on a file's size stands in for a full disk where mounting is not possible."""
    before = tree(built / "_site")
    write(built, "Other words.")
    limited = ["sh", "-c", SMALL_FILES, "sh", *command(built), "--quiet"]
    # The measuring of coverage would fail as well
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
    result = subprocess.run(limited, capture_output=True, text=True, env=environment, timeout=BUILD_LIMIT)
    assert result.returncode == 2
    assert re.fullmatch(r"error: [^\n]+\n", result.stderr)
    assert tree(built / "_site") == before
    build(built)
