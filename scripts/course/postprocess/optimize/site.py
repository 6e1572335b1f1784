"""All optimizations, in their order."""

import shutil
from pathlib import Path

from course.postprocess.optimize.code import shorten_code
from course.postprocess.optimize.figures import optimize_figures, size_images
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.optimize.inline import extract_inline_styles
from course.postprocess.optimize.scripts import merge_scripts
from course.postprocess.optimize.styles import merge_styles
from course.postprocess.page import OPTIMIZED, Page


def optimize_pages(pages: list[Page], site: Path, cache: Path) -> None:
    """Optimize the pages of a site, and what they load.

    Args:
        pages: All of the site's; those that have been optimized stay as they are.
        site: The site's folder.
        cache: Where what takes time is kept, as in `render_cache.cached`.

    Raises:
        CourseError: A page is not as its tool is known to write it.
        OSError: A file cannot be read or written.
    """
    new = [page for page in pages if not page.is_optimized]
    if len(new) == len(pages):
        shutil.rmtree(site / OPTIMIZED, ignore_errors=True)
    files = OptimizedFiles(site, cache)
    sizes = optimize_figures(site, cache)
    for page in new:
        size_images(page, sizes)
    merge_styles(new, files, extract_inline_styles(new))
    merge_scripts(new, files)
    for page in new:
        shorten_code(page)
    files.remove_merged()
