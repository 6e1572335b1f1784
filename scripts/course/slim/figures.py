"""Figures: SVG without what nobody sees, and images that say how large they are and load when they are near."""

import re
from functools import partial
from pathlib import Path

from course.slim.files import Files

NOISE = re.compile(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*|<metadata>.*?</metadata>\s*", re.DOTALL)
# Coordinates; transforms stay exact, they scale the letters
COORDINATES = re.compile(r'(?<=\s)(d|x|y|points)="([^"]*)"')
LONG = re.compile(r"-?\d+\.\d{3,}")
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)(pt|px|)"[^>]*?\bheight="([\d.]+)(?:pt|px|)"', re.DOTALL)
IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="([^":]+\.svg)"')
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
    text = COORDINATES.sub(lambda m: f'{m[1]}="{" ".join(LONG.sub(hundredth, m[2]).split())}"', NOISE.sub("", text))
    return re.sub(r">\s+<(?!/?(?:text|tspan)\b)", "><", text)


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
