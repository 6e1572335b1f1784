"""The pages' own scripts: joined, written into the site, and loaded as classic ones, which work from the disk, too."""

from importlib.resources import files
from pathlib import Path

from lxml.html import builder

from course.common.files import write_whole
from course.postprocess.modules import join_modules
from course.postprocess.page import Page

FOLDER = "assets/scripts"
PAGE_SCRIPT = "course.js"
# Loaded by that one when a page needs them: assets/scripts/load.js
LATE_SCRIPTS = ("optimizer-lab.js", "search.js")
# Finds words with wrong letters; it keeps the license at its head
FUSE = ("smalldocs", "assets/vendor/fuse/fuse.min.js")
# Where a page's scripts find what the scripts that they load export
NAMESPACE = "globalThis.course"
# How the names of classic scripts begin that stand for an engine's modules
CLASSIC_MODULE = "classic-"


def write_scripts(root: Path, site: Path) -> None:
    """Write the scripts into the site.

    Args:
        root: The checkout's folder.
        site: The site's folder.

    Raises:
        CourseError: A module cannot be joined.
        OSError: A file cannot be read or written.
    """
    folder = site / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in (PAGE_SCRIPT, *LATE_SCRIPTS):
        write_whole(folder / name, join_modules(root / FOLDER / name, NAMESPACE))
    package, name = FUSE
    source = files(package).joinpath(name)
    write_whole(folder / Path(name).name, source.read_text(encoding="utf-8"))


def add_script(page: Page) -> None:
    """Load our script on a page, and say where the site's top is."""
    page.head.append(builder.META(name="course:root", content=page.root))
    page.head.append(builder.SCRIPT(defer="", src=f"{page.root}{FOLDER}/{PAGE_SCRIPT}"))


def replace_modules(page: Page) -> None:
    """Load classic scripts in place of an engine's modules, which Quarto's pages have.

    Raises:
        CourseError: A module cannot be joined.
        OSError: A file cannot be read or written.
    """
    for script in page.tree.xpath("//script[@type = 'module' and @src]"):
        file = (page.path.parent / script.get("src").partition("?")[0]).resolve()
        if file.is_file():
            classic = file.with_name(f"{CLASSIC_MODULE}{file.name}")
            if not classic.exists():
                write_whole(classic, join_modules(file))
            script.set("src", script.get("src").replace(file.name, classic.name))
            del script.attrib["type"]
            script.set("defer", "")
