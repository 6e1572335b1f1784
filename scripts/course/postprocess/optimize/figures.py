"""Figures: SVG without what nobody sees, and images that say how large they are and load when they are near."""

import re
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from lxml import etree

from course.common.render_cache import cached
from course.postprocess.optimize.files import OptimizedFiles
from course.postprocess.page import Page

SVG = "{http://www.w3.org/2000/svg}"
# Transforms stay exact, they scale the letters
COORDINATES = ("d", "x", "y", "points")
LONG = re.compile(r"-?\d+\.\d{3,}")
# In CSS pixels
UNITS = {"pt": 4 / 3, "px": 1.0, "": 1.0}
SIZE = re.compile(r"([\d.]+)(pt|px|)")
# What matplotlib writes to hold for all elements
EVERYWHERE = re.compile(r"\s*\*\s*\{([^}]*)\}\s*")
# The properties that an attribute can set as well
ATTRIBUTES = frozenset(
    "clip-path clip-rule color display fill fill-opacity fill-rule image-rendering opacity shape-rendering stop-color"
    " stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit"
    " stroke-opacity stroke-width text-anchor visibility".split()
)

# How matplotlib writes letters: as paths for a font of this size in points, scaled
LETTERS = re.compile(r"scale\((?P<scale>[\d.]+) -(?P=scale)\)")
FONT = 100
TEXTS = "//*[starts-with(@id, 'text_')]//@transform"
# CSS pixels: letters that are smaller cannot be read
LEGIBLE = 9


@dataclass(frozen=True)
class Size:
    """A figure's size in CSS pixels. legible: the width at which its smallest letters can be read."""

    width: int
    height: int
    legible: int


Sizes = dict[Path, Size]


def optimize_figures(site: Path, cache: Path) -> Sizes:
    """Shorten the chapters' figures. Returns their sizes. cache: where they are kept, as in `render_cache.cached`."""
    sizes: Sizes = {}
    for path in sorted(site.rglob("*_files/**/*.svg")):
        figure = shortened(path.read_bytes(), cache)
        path.write_bytes(figure)
        root = parse_svg(figure)
        width, height = (SIZE.fullmatch(root.get(name, "")) for name in ("width", "height"))
        if width and height:
            sizes[path] = Size(in_pixels(width), in_pixels(height), legible_width(root, in_pixels(width)))
    return sizes


def shortened(figure: bytes, cache: Path) -> bytes:
    """A figure without what nobody sees, made or remembered."""

    def make() -> bytes:
        root = parse_svg(figure)
        shorten_svg(root)
        text: bytes = etree.tostring(root, encoding="utf-8")
        return text

    return cached(cache, [figure], make)


def parse_svg(figure: bytes) -> etree._Element:
    """A figure's root element."""
    return etree.fromstring(figure, etree.XMLParser(remove_comments=True, huge_tree=True))


def legible_width(root: etree._Element, width: int) -> int:
    """The width at which a figure's smallest letters can be read, 0 where it has none. width: its own."""
    letters = [float(found["scale"]) for transform in root.xpath(TEXTS) if (found := LETTERS.search(transform))]
    return ceil(width * LEGIBLE / (min(letters) * FONT * UNITS["pt"])) if letters else 0


def in_pixels(length: re.Match[str]) -> int:
    """A length in CSS pixels."""
    return round(float(length[1]) * UNITS[length[2]])


def shorten_svg(root: etree._Element) -> None:
    """Drop metadata, round coordinates to a hundredth of a point, and make attributes of styles."""
    etree.strip_elements(root, f"{SVG}metadata", with_tail=False)
    replace_styles(root)
    for element in root.iter(etree.Element):
        for name in COORDINATES:
            if value := element.get(name):
                element.set(name, " ".join(LONG.sub(round_number, value).split()))
        if element.tag not in (f"{SVG}text", f"{SVG}tspan"):
            element.text = element.text if (element.text or "").strip() else None
            for child in element:
                child.tail = child.tail if (child.tail or "").strip() else None
    etree.cleanup_namespaces(root)


def replace_styles(root: etree._Element) -> None:
    """Make attributes of styles, which a strict policy refuses where a figure is shown by itself.

    A figure with styles that no attribute can set stays as it is.
    """
    sheets = list(root.iter(f"{SVG}style"))
    common = EVERYWHERE.fullmatch("".join(sheet.text or "" for sheet in sheets))
    styled = {
        element: declarations(element.get("style")) for element in root.iter(etree.Element) if element.get("style")
    }
    if common:
        styled[root] = declarations(common[1]) | styled.get(root, {})
    if sheets and not common or any(style.keys() - ATTRIBUTES for style in styled.values()):
        return
    for sheet in sheets:
        parent = sheet.getparent()
        parent.remove(sheet)
        if parent.tag == f"{SVG}defs" and not len(parent):
            parent.getparent().remove(parent)
    for element, style in styled.items():
        element.attrib.pop("style", None)
        element.attrib.update(style)


def declarations(style: str) -> dict[str, str]:
    """The properties that a style sets, and their values; of two values the last, as in a browser."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def round_number(match: re.Match[str]) -> str:
    """A number with two digits after the point at most."""
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def size_images(page: Page, sizes: Sizes) -> None:
    """Give a page's figures their widths and heights, and let them load when they come near.

    A style sheet finds the width at which they are legible in a property of theirs.
    """
    for image in page.tree.xpath("//img[@src and not(@loading)]"):
        size = sizes.get(OptimizedFiles.locate(image.get("src"), page) or page.path)
        if size:
            image.set("loading", "lazy")
            if "width" not in image.attrib:
                image.set("width", str(size.width))
                image.set("height", str(size.height))
            if size.legible:
                image.set("style", f"--legible:{size.legible}px;{image.get('style', '')}")
