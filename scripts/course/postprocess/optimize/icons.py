"""The icon font, with only the icons that a style sheet uses, inside of the sheet."""

import base64
import logging
import re
from io import BytesIO
from pathlib import Path

from course.common.render_cache import cached
from course.common.versions import version

SOURCES = re.compile(r"src:(url\([^)]*\.woff2?[^)]*\)\s*format\([^)]*\)(?:,\s*)?)+")
ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')?#]+)")
CONTENT = re.compile(r'content:\s*"(?:\\([0-9a-fA-F]{4,5})|([\ue000-\uf8ff]))"')


def font_files(text: str, folder: Path) -> list[Path]:
    """The font files that a style sheet in folder names."""
    return [folder / address for rule in SOURCES.finditer(text) for address in ADDRESS.findall(rule[0])]


def used_icons(text: str) -> frozenset[int]:
    """The icons' characters in style sheets."""
    return frozenset(int(code, 16) if code else ord(char) for code, char in CONTENT.findall(text))


def embed_icons(text: str, folder: Path, used: frozenset[int], cache: Path) -> str:
    """Put the font's used icons into a style sheet, so that no icon comes late and moves what is beside it."""

    def source(rule: re.Match[str]) -> str:
        woff = next((path for path in font_files(rule[0], folder) if path.suffix == ".woff"), None)
        if woff is None:
            return rule[0]
        inputs: list[str | bytes] = ["fonttools", version("fonttools"), repr(sorted(used)), woff.read_bytes()]
        data = base64.b64encode(cached(cache, inputs, lambda: subset_font(woff, used))).decode()
        return f'src:url(data:font/woff;base64,{data})format("woff")'

    return SOURCES.sub(source, text)


def subset_font(path: Path, codes: frozenset[int]) -> bytes:
    """A font with nothing but these characters, as WOFF."""
    # Imported here, as it takes a third of a second that most builds do not need
    from fontTools import subset
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True))
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
