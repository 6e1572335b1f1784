"""Figures: SVG without what nobody sees, and images that say how large they are and load when they are near."""

import re
from functools import partial
from pathlib import Path

from course.postprocess.optimize.files import Files

NOISE = re.compile(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*|<metadata>.*?</metadata>\s*", re.DOTALL)
# Coordinates; transforms stay exact, they scale the letters
COORDINATES = re.compile(r'(?<=\s)(d|x|y|points)="([^"]*)"')
LONG = re.compile(r"-?\d+\.\d{3,}")
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)(pt|px|)"[^>]*?\bheight="([\d.]+)(?:pt|px|)"', re.DOTALL)
IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="([^":]+\.svg)"')
# Styles as matplotlib writes them: what holds for everything, and what for one element
EVERYWHERE = re.compile(r'<defs>\s*<style type="text/css">\*\{([^}]*)\}</style>\s*</defs>\s*')
STYLE = re.compile(r'(?<=\s)style="([^"]*)"')
# Those among the properties that an attribute can set as well
ATTRIBUTES = frozenset(
    "clip-path clip-rule color display fill fill-opacity fill-rule image-rendering opacity shape-rendering stop-color"
    " stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit"
    " stroke-opacity stroke-width text-anchor visibility".split()
)
PIXELS = {"pt": 4 / 3, "px": 1.0, "": 1.0}


def slim(site: Path) -> dict[Path, tuple[int, int]]:
    """Shorten every figure of a chapter. Returns their sizes: file to width and height in CSS pixels."""
    sizes = {}
    for path in sorted(site.rglob("*_files/**/*.svg")):
        text = path.read_text(encoding="utf-8")
        path.write_text(shorten(text), encoding="utf-8")
        if match := SIZE.search(text):
            width, height = (round(float(match[n]) * PIXELS[match[2]]) for n in (1, 3))
            sizes[path] = (width, height)
    return sizes


def shorten(text: str) -> str:
    """An SVG without metadata, with coordinates to a hundredth of a point."""
    text = unstyled(NOISE.sub("", text))
    text = COORDINATES.sub(lambda m: f'{m[1]}="{" ".join(LONG.sub(hundredth, m[2]).split())}"', text)
    return re.sub(r">\s+<(?!/?(?:text|tspan)\b)", "><", text)


def unstyled(text: str) -> str:
    """An SVG with attributes in place of its styles, which a strict policy refuses where a figure is shown by itself.

    One with styles that no attribute can set stays as it is.
    """
    common = EVERYWHERE.search(text)
    rest = EVERYWHERE.sub("", text, count=1)
    found = [*STYLE.findall(rest), common[1] if common else ""]
    if "<style" in rest or any(name not in ATTRIBUTES for style in found for name in declarations(style)):
        return text
    root = as_attributes(common[1]) if common else ""
    return STYLE.sub(lambda m: as_attributes(m[1]), rest).replace("<svg ", f"<svg {root} ".replace("  ", " "), 1)


def declarations(style: str) -> dict[str, str]:
    """The properties that a style sets, and their values; of two values the last, as in a browser."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def as_attributes(style: str) -> str:
    """A style as attributes."""
    return " ".join(f'{name}="{value}"' for name, value in declarations(style).items())


def hundredth(match: re.Match[str]) -> str:
    """A number with two digits after the point at most."""
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def mark(page: str, folder: Path, sizes: dict[Path, tuple[int, int]]) -> str:
    """Give a page's figures their width and height, and let them load when they come near."""
    return IMAGE.sub(partial(image, folder=folder, sizes=sizes), page)


def image(match: re.Match[str], folder: Path, sizes: dict[Path, tuple[int, int]]) -> str:
    """One image."""
    tag = match[0]
    source = SOURCE.search(tag)
    size = sizes.get(Files.find(source[1], folder)) if source else None
    if size is None or "loading=" in tag:
        return tag
    given = "" if "width=" in tag else f' width="{size[0]}" height="{size[1]}"'
    return f'<img loading="lazy"{given}{tag[4:]}'
