"""Every page as plain Markdown, beside it, and a list of them: for language models, and the same from both engines."""

import os
import re
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree
from lxml.html import HtmlElement, builder, tostring

from course.common.files import write_whole
from course.common.html import with_class
from course.common.project import Project
from course.common.render_cache import cached
from course.common.versions import version
from course.postprocess.discovery import site_address
from course.postprocess.page import Page
from course.source.pandoc_json import run_pandoc

ENDING = ".llms.md"
# The list, by the convention of llmstxt.org
LIST = "llms.txt"
OPTIONS = ["--from=html-native_divs-native_spans", "--to=gfm-raw_html", "--wrap=none"]
# What is there for the hand and the eye, beside buttons
CONTROLS = " | ".join(
    f".//{step}"
    for step in (
        "nav",
        "footer",
        "optimizer-lab",
        "script",
        "style",
        with_class("exercise-fold", "details") + "/summary",
        with_class("course-tools"),
        with_class("exercise-done"),
        with_class("chapter-progress"),
        with_class("toc-actions"),
        with_class("downloads"),
        "a[@aria-hidden]",
    )
)
LABELS = f".//summary | .//{with_class('exercise-part-title')}"
NUMBERS = f".//{with_class('exercise-number', 'a')}"
# Classes of code that say something else than its language
STYLING = re.compile(r"sourceCode|(cell-)?code(-.+)?|numberSource")
FRAMES = ".//details | .//section | .//figure | .//figcaption | .//header"
PAGE_LINK = re.compile(r"(?P<path>(?!\w+:)[^#?]*)\.html(?P<anchor>#.*)?")


class MarkdownCopies:
    """Writes pages as Markdown, in threads; it is left when all are written."""

    def __init__(self, cache: Path) -> None:
        """cache: where what takes time is kept, as in `render_cache.cached`."""
        self.cache = cache
        self.pool = ThreadPoolExecutor(max_workers=os.cpu_count())
        self.written: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Raises CourseError where Pandoc cannot read a page, and OSError where a file cannot be written."""
        self.pool.shutdown(wait=True)
        if not raised[0]:
            for one in self.written:
                one.result()

    def add(self, page: Page) -> None:
        """Take a page, as it was rendered."""
        text = tostring(plain_content(page.main), encoding="unicode")
        self.written.append(self.pool.submit(self.write, page.path.with_suffix(ENDING), text))

    def write(self, file: Path, text: str) -> None:
        """Write the copy of a page's content."""
        inputs = ["markdown copy", version("pypandoc_binary"), *OPTIONS, text]
        made = cached(self.cache, inputs, lambda: run_pandoc(OPTIONS, text))
        write_whole(file, made.decode())


def plain_content(main: HtmlElement) -> HtmlElement:
    """A page's content without controls and frames; labels of parts are paragraphs, links lead to other copies."""
    content = deepcopy(main)
    # In code, too
    etree.strip_elements(content, "button", with_tail=False)
    for block in content.iter("pre"):
        languages = [name for name in block.get("class", "").split() if not STYLING.fullmatch(name)]
        block.set("class", languages[0] if languages else "text")
        # Its colors are many elements, on which what follows, and Pandoc, would spend most of their time
        code = block.text_content()
        del block[:]
        block.text = code
    for element in content.xpath(CONTROLS):
        element.drop_tree()
    for label in content.xpath(LABELS):
        # The first words; those behind them say what a part is for, on a page where it is folded
        words = " ".join((label.text or label.text_content()).split())
        label.getparent().replace(label, after(label, builder.P(builder.E.strong(words))))
    for frame in content.xpath(FRAMES):
        frame.tag = "div"
    for number in content.xpath(NUMBERS):
        number.drop_tag()
    for link in content.iter("a"):
        if found := PAGE_LINK.fullmatch(link.get("href", "")):
            link.set("href", f"{found['path']}{ENDING}{found['anchor'] or ''}")
    return content


def after(old: HtmlElement, new: HtmlElement) -> HtmlElement:
    """The new element with the text that follows the old one."""
    new.tail = old.tail
    return new


def remove_copies(site: Path, pages: list[Page]) -> None:
    """Remove copies that pages are ahead of now, and the list with them. Raises OSError."""
    for file in [site / LIST, *(page.path.with_suffix(ENDING) for page in pages)]:
        file.unlink(missing_ok=True)


def write_list(project: Project, site: Path) -> None:
    """List every page that is there as Markdown, by its title: the front page, chapters, others. Raises OSError."""
    website, base = project.settings["website"], site_address(project)
    pages = sorted((file.relative_to(site).as_posix() for file in site.rglob(f"*{ENDING}")), key=sort_key)
    titles = {page: (site / page).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for page in pages}
    about = f"> {website['description']}\n\n" if website.get("description") else ""
    lines = "".join(f"- [{title}]({base}{page})\n" for page, title in titles.items())
    (site / LIST).write_text(f"# {website['title']}\n\n{about}## Pages\n\n{lines}", encoding="utf-8")


def sort_key(page: str) -> tuple[int, str]:
    """Where a page stands, as a key to sort by. page: its path in the site."""
    return page.count("/"), page
