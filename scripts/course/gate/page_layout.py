"""What is wrong with how a PDF's page is set, told from the boxes of what is on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

# The margins in template.typ in points: 2.3 cm at head and sides, 2.1 cm at the foot; what rounding may exceed them by
MARGIN, FOOT, TOLERANCE = 65.2, 59.5, 3
# So much of a character's box is covered by another's where one is printed over the other; in formulas a few may be
COVERED, PAIRS = 0.4, 5
# So many points pieces of text share in both directions where one's characters cover another's, small ones as a comma
SHARED = 0.3
# The side in points of the squares in which boxes are compared
SQUARE = 12
# Boxes are in the same line where so little space in points is between them
LINE = 1.5
# More points than there are on any page
FAR = 10_000
# So much of a page may be empty before the document's end
EMPTY = 1 / 3

# left, bottom, right, top in points, from the page's lower left corner
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        width: In points, like `height`.
        height: See there.
        pieces: The boxes of pieces of text, with the spaces in and around them: few, and soon had.
        objects: The boxes of drawings and images.
        titles: The document's titles without spaces.
        last: Whether the document ends here.
        find_characters: Finds the boxes of all visible characters, in their order, which takes long.
        find_text: Finds the text that reaches into a box, without spaces.
    """

    width: float
    height: float
    pieces: list[Box]
    objects: list[Box]
    titles: frozenset[str]
    last: bool
    find_characters: Callable[[], list[Box]]
    find_text: Callable[[Box], str]

    @cached_property
    def characters(self) -> list[Box]:
        """The boxes of all visible characters, in their order."""
        return self.find_characters()

    @property
    def body(self) -> list[Box]:
        """The boxes of pieces of text between head and foot."""
        top = self.height - MARGIN + TOLERANCE
        return [box for box in self.pieces if box[1] > FOOT - TOLERANCE and box[3] < top]

    def line_at(self, box: Box) -> str:
        """The text at the height of a box, which may be that of a low line or a comma; without spaces."""
        return self.find_text((0, box[1] - LINE, self.width, box[3] + LINE))


def beyond(page: Page) -> str | None:
    """The line at which something reaches into the margins at the sides, or beyond head or foot."""
    left, right = MARGIN - TOLERANCE, page.width - MARGIN + TOLERANCE

    def is_outside(box: Box) -> bool:
        return box[0] < left or box[2] > right or box[1] < 0 or box[3] > page.height

    found = list(filter(is_outside, page.objects))
    sides = [(-FAR, -FAR, left, FAR), (right, -FAR, FAR, FAR)]
    if any(map(page.find_text, [*sides, (-FAR, -FAR, FAR, 0), (-FAR, page.height, FAR, FAR)])):
        found += filter(is_outside, page.characters)
    return page.line_at(found[0]) if found else None


def covered(page: Page) -> str | None:
    """The line at which text is printed over other text."""
    if not any_touch(page.pieces):
        return None
    pairs = overlaps(page.characters)
    return page.line_at(pairs[0]) if len(pairs) >= PAIRS else None


def empty(page: Page) -> str | None:
    """The line below which too much of a page is empty that is not the last."""
    if page.last or not page.body:
        return None
    top = page.height - MARGIN
    lowest, gaps = top, []
    inside = (box for box in (*page.pieces, *page.objects) if box[1] < top and box[3] > FOOT)
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
    if page.last or not page.body:
        return None
    line = page.line_at(min(page.body, key=sum_of_heights))
    return line if line in page.titles else None


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


def any_touch(boxes: list[Box]) -> bool:
    """Whether some boxes share so much that what is in one may cover what is in another.

    Within a piece nothing does: letters are set upon each other in raw Typst alone, which chapters may not hold.
    """
    rising = sorted(boxes, key=lambda box: box[1])
    for index, low in enumerate(rising, start=1):
        for high in rising[index:]:
            if high[1] > low[3] - SHARED:
                break
            if min(shared(low, high)) > SHARED:
                return True
    return False


def overlaps(characters: list[Box]) -> list[Box]:
    """The boxes that others cover, other than neighbors' in a line, which may be one ligature."""
    squares: dict[tuple[int, int], list[tuple[int, Box]]] = {}
    found: list[Box] = []
    for index, box in enumerate(characters):
        for column in range(int(box[0] // SQUARE), int(box[2] // SQUARE) + 1):
            for row in range(int(box[1] // SQUARE), int(box[3] // SQUARE) + 1):
                near = squares.setdefault((column, row), [])
                found += [box for other, place in near if index - other > 3 and covers(place, box)]
                near.append((index, box))
    return found


def covers(one: Box, other: Box) -> bool:
    """Whether one box covers much of another, and is not the same."""
    width, height = shared(one, other)
    if width <= 0 or height <= 0 or one == other:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height > COVERED * smaller


def shared(one: Box, other: Box) -> tuple[float, float]:
    """Width and height of what two boxes share, negative where there is space between them."""
    return min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
