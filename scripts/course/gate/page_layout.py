"""What is wrong with how a PDF's page is set, told from the boxes of what is on it."""

from collections.abc import Callable
from dataclasses import dataclass

# The margins in template.typ in points: 2.3 cm at head and sides, 2.1 cm at the foot; what rounding may exceed them by
MARGIN, FOOT, TOLERANCE = 65.2, 59.5, 3
# So much of a character's box is covered by another's where one is printed over the other; in formulas a few may be
COVERED, PAIRS = 0.4, 5
# The side in points of the squares in which boxes are compared
SQUARE = 12
# Boxes are in the same line where so little space in points is between them
LINE = 1.5
# So much of a page may be empty before the document's end
EMPTY = 1 / 3

# left, bottom, right, top in points, from the page's lower left corner
Box = tuple[float, float, float, float]
# A character's box, with the character
Character = tuple[Box, str]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        width: In points, like `height`.
        height: See there.
        characters: Those that can be seen.
        objects: The boxes of drawings and images.
        titles: The document's titles without spaces.
        last: Whether the document ends here.
    """

    width: float
    height: float
    characters: list[Character]
    objects: list[Box]
    titles: frozenset[str]
    last: bool

    @property
    def boxes(self) -> list[Box]:
        """Of characters and objects."""
        return [*(box for box, _ in self.characters), *self.objects]

    @property
    def body(self) -> list[Box]:
        """The boxes of characters between head and foot."""
        top = self.height - MARGIN + TOLERANCE
        return [box for box, _ in self.characters if box[1] > FOOT and box[3] < top]

    def line_at(self, box: Box) -> str:
        """The text at the height of a box, which may be that of a low line or a comma; without spaces."""
        low, high = box[1] - LINE, box[3] + LINE
        return "".join(character for place, character in self.characters if place[1] < high and place[3] > low)

    @property
    def last_line(self) -> str:
        """The text of the body's last line, empty where there is none."""
        return self.line_at(min(self.body, key=sum_of_heights)) if self.body else ""


def beyond(page: Page) -> str | None:
    """The line at which something reaches into the margins at the sides, or beyond head or foot."""
    left, right = MARGIN - TOLERANCE, page.width - MARGIN + TOLERANCE
    outside = (box for box in page.boxes if box[0] < left or box[2] > right or box[1] < 0 or box[3] > page.height)
    found = next(outside, None)
    return page.line_at(found) if found else None


def covered(page: Page) -> str | None:
    """The line at which text is printed over other text."""
    pairs = overlaps(page.characters)
    return page.line_at(pairs[0]) if len(pairs) >= PAIRS else None


def empty(page: Page) -> str | None:
    """The line below which too much of a page is empty that is not the last."""
    if page.last or not page.body:
        return None
    top = page.height - MARGIN
    lowest, gaps = top, []
    inside = (box for box in page.boxes if box[1] < top and box[3] > FOOT)
    for box in sorted(inside, key=lambda box: -box[3]):
        gaps.append((lowest - box[3], lowest))
        lowest = min(lowest, box[1])
    widest, begin = max([*gaps, (lowest - FOOT, lowest)])
    if widest <= EMPTY * (top - FOOT):
        return None
    above = [box for box in page.body if box[1] >= begin - TOLERANCE]
    return page.line_at(min(above or page.body, key=sum_of_heights))


def alone(page: Page) -> str | None:
    """The title that stands at the foot of a page, with nothing below it."""
    return page.last_line if page.last_line in page.titles and not page.last else None


# What may be wrong, each with what finds it: the text of the line where it is, None where all is well
FAULTS: dict[str, Callable[[Page], str | None]] = {
    "beyond": beyond,
    "covered": covered,
    "empty": empty,
    "alone": alone,
}


def sum_of_heights(box: Box) -> float:
    """By which boxes are sorted from the foot of a page up."""
    return box[1] + box[3]


def overlaps(characters: list[Character]) -> list[Box]:
    """The boxes that others cover, other than neighbors' in a line, which may be one ligature."""
    squares: dict[tuple[int, int], list[int]] = {}
    found: list[Box] = []
    for index, (box, _) in enumerate(characters):
        for column in range(int(box[0] // SQUARE), int(box[2] // SQUARE) + 1):
            for row in range(int(box[1] // SQUARE), int(box[3] // SQUARE) + 1):
                near = squares.setdefault((column, row), [])
                found += [box for other in near if index - other > 3 and covers(characters[other][0], box)]
                near.append(index)
    return found


def covers(one: Box, other: Box) -> bool:
    """Whether one box covers much of another, and is not the same."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return one != other and width > 0 and height > 0 and width * height > COVERED * smaller
