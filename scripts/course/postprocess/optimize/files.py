"""The files that optimized pages load: written once, named by their content, found from any page."""

import hashlib
import os
from pathlib import Path

from course.postprocess.page import LIBRARIES, OPTIMIZED, Page


class OptimizedFiles:
    """What is written for a site's pages, and what that replaces.

    Attributes:
        site: The site's folder.
        cache: Where what takes time is kept, as in `render_cache.cached`.
        merged: The files whose content went into others.
    """

    def __init__(self, site: Path, cache: Path) -> None:
        self.site = site
        self.cache = cache
        self.merged: set[Path] = set()

    def add(self, name: str, text: str, page: Page) -> str:
        """Write a file for a page, such as "page.js" as `page-<hash>.js`. Returns its address from the page."""
        stem, ending = name.rsplit(".", 1)
        target = self.site / OPTIMIZED / f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.{ending}"
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return f"{page.root}{target.relative_to(self.site).as_posix()}"

    @staticmethod
    def locate(address: str, page: Page) -> Path | None:
        """The file of the site that an address in a page means; the gate reports what is missing or from elsewhere."""
        path = Path(os.path.normpath(page.path.parent / address.partition("?")[0]))
        return path if ":" not in address and not address.startswith("//") and path.is_file() else None

    def merge(self, path: Path) -> str:
        """The text of a file whose content goes into another one."""
        self.merged.add(path)
        return path.read_text(encoding="utf-8")

    def remove_merged(self) -> None:
        """Remove the engine's files that no page loads any more; the project's own stay where they were."""
        for path in self.merged:
            if path.relative_to(self.site).parts[0] == LIBRARIES:
                path.unlink(missing_ok=True)
