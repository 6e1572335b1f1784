"""Whether two figures look the same, whatever the names and metadata in their files."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
SCALE = re.compile(r"scale\([^)]*\)")
# Attributes that hold places on the page
PLACES = {"d", "x", "y", "width", "height", "points", "transform", "viewBox"}
NAMES = {"id", "clip-path", "href"}
# Points, about the width of a line: another release of matplotlib lays out text a little differently
NEAR = 2.0


@dataclass(frozen=True)
class Shape:
    """What an element draws. kind: all that must be equal; places: numbers (points) that may differ a little."""

    kind: str
    places: list[float]

    def near(self, other: "Shape") -> bool:
        """Whether this looks like the other."""
        if self.kind != other.kind or len(self.places) != len(other.places):
            return False
        return all(abs(a - b) < NEAR for a, b in zip(self.places, other.places, strict=True))


def same(first: str, second: str) -> bool:
    """Whether two images look the same: SVGs as drawings, others byte by byte."""
    if first == second or not (vector(first) and vector(second)):
        return first == second
    shapes, others = shapes_of(first), shapes_of(second)
    return len(shapes) == len(others) and all(map(Shape.near, shapes, others))


def vector(image: str) -> bool:
    """Whether an image is an SVG, not a bitmap of colored points."""
    return image.lstrip().startswith("<")


def shapes_of(svg: str) -> list[Shape]:
    """The elements of a drawing in their order; in a reference's place what it refers to."""
    root = fromstring(svg)
    named = {f"#{element.get('id')}": element for element in root.iter() if element.get("id")}
    # What is only referred to stands in any order
    hidden = {
        inner for element in root.iter() if element.tag.endswith(("defs", "metadata")) for inner in element.iter()
    }
    shapes = []
    for element in root.iter():
        href = next((value for name, value in element.attrib.items() if name.endswith("href")), "")
        if element not in hidden:
            shapes.append(shape(element))
            shapes += [shape(inner) for inner in named[href].iter()] if href in named else [Shape(href, [])]
    return shapes


def shape(element: Element) -> Shape:
    """An element without its names."""
    kind, places = [element.tag, (element.text or "").strip()], []
    for name, value in sorted(element.attrib.items()):
        if name in PLACES:
            kind += SCALE.findall(value)
            value = SCALE.sub("", value)
            places += [float(number) for number in NUMBER.findall(value)]
            value = NUMBER.sub("", value)
        if name.rpartition("}")[2] not in NAMES:
            kind.append(f"{name}={value}")
    return Shape(" ".join(kind), places)
