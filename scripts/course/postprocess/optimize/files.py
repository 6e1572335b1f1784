"""The files that a slim site loads: written once, named by their content, found from any page."""

import hashlib
import os
from pathlib import Path

FOLDER = "site_libs/slim"


class Files:
    """What is written for a site's pages, and what that takes the place of.

    site: the site's folder; cache: where what takes time is kept, as in `render_cache.cached`.
    """

    def __init__(self, site: Path, cache: Path) -> None:
        self.site = site
        self.cache = cache
        self.merged: set[Path] = set()
        self.texts: dict[Path, str] = {}

    def write(self, name: str, text: str, folder: Path) -> str:
        """Write a file, such as "page.js" as `page-<hash>.js`. Returns its address from a page in folder."""
        stem, ending = name.rsplit(".", 1)
        target = self.site / FOLDER / f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.{ending}"
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return os.path.relpath(target, folder).replace(os.sep, "/")

    @staticmethod
    def find(address: str, folder: Path) -> Path:
        """The file that an address in a page of folder means."""
        return Path(os.path.normpath(folder / address.partition("?")[0]))

    def local(self, address: str, folder: Path) -> bool:
        """Whether an address means a file of the site; what is missing or from elsewhere, the gate reports."""
        return ":" not in address and not address.startswith("//") and self.find(address, folder).is_file()

    def take(self, path: Path) -> str:
        """The text of a file whose content goes into another one."""
        self.merged.add(path)
        if path not in self.texts:
            self.texts[path] = path.read_text(encoding="utf-8")
        return self.texts[path]

    def drop_merged(self) -> None:
        """Remove the engine's files that no page loads any more; the project's own stay where they were."""
        for path in self.merged:
            if path.relative_to(self.site).parts[0] == "site_libs":
                path.unlink(missing_ok=True)
