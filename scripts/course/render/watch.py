"""See what an author saves."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from course.common.project import source_files

# Makes a preview's site anew after these files have changed; False where it was cancelled by the event
Rebuild = Callable[[list[str], Event], bool]
SECONDS_BETWEEN_LOOKS = 0.1
# Some editors take a file away for a moment before they put its new version there
SECONDS_TO_RETURN = 1.0


class Watcher:
    """Watches the sources of a checkout.

    Attributes:
        root: The checkout's folder.
        seen: The sources with their modification times (ns), as they were at the last look.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen = snapshot(root)

    def changes(self) -> list[str]:
        """Wait a moment. Returns the names of the files that have changed, come or gone since the last look.

        A save while the caller works on an earlier one is seen at the next look, so none is lost.
        """
        time.sleep(SECONDS_BETWEEN_LOOKS)
        now, end = snapshot(self.root), time.monotonic() + SECONDS_TO_RETURN
        while self.seen.keys() - now.keys() and time.monotonic() < end:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            now = snapshot(self.root)
        changed = sorted(path for path in self.seen.keys() | now.keys() if self.seen.get(path) != now.get(path))
        self.seen = now
        return [path.relative_to(self.root).as_posix() for path in changed]


def snapshot(root: Path) -> dict[Path, int]:
    """The sources of the site with their modification times (ns); a file that is just being replaced is left out."""
    found: dict[Path, int] = {}
    try:
        for path in source_files(root):
            try:
                found[path] = path.stat().st_mtime_ns
            except FileNotFoundError:
                continue
    except FileNotFoundError:
        # A folder went while it was read; the next look sees what has become of it
        pass
    return found


def stamps(root: Path) -> dict[str, int]:
    """The sources that are pages, with their modification times (ns), by their names."""
    return {path.relative_to(root).as_posix(): stamp for path, stamp in snapshot(root).items() if path.suffix == ".qmd"}
