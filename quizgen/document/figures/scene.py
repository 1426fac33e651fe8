"""A drawing as values: paths, circles, rectangles, formulas and words, in millimetres, y downwards.

Every kind of figure gives elements; every printer is total on them. Colours are names or `#rrggbb`:
`ink` and `paper` are what the page has. What differs in colour differs in dash or lightness too,
so that a black and white print says the same.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from quizgen.document.figures.size import extent

Point: TypeAlias = tuple[float, float]

INK, PAPER = "ink", "paper"
GREY, LIGHT, PALE = "#767676", "#b8b8b8", "#ececec"
RED = "#b3261e"
# One colour for each shared weight, dark enough for thin lines on white, apart for colour-blind eyes.
WEIGHT_COLOURS = (
    "#0072b2", "#d55e00", "#007a5a", "#b0447f", "#7a5c00", "#3a86d9",
    "#8e2fa0", "#a0522d", "#2f6f73", "#c2185b", "#5b6b00", "#4b4bb5",
)  # fmt: skip
# Dashes in millimetres, on and off; the weights of one kernel get different ones.
DASHES: tuple[tuple[float, ...], ...] = ((), (1.8, 1.0), (0.5, 0.8), (2.2, 0.8, 0.5, 0.8))

# Widths in millimetres; each kernel gets one.
WIDTHS = (0.42, 0.7, 0.25)

# Sizes of type in points.
TEXT, SMALL = 8.0, 7.0
MARGIN = 0.6
# Height of a box to fill in, and the room for the letter in it.
SLOT, LETTER = 7.0, 4.8
# Where no box has a field.
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn; widths and dashes in millimetres."""

    colour: str = INK
    width: float = 0.28
    dash: tuple[float, ...] = ()


THIN = Stroke(width=0.2)
PLAIN = Stroke()
BOLD = Stroke(width=0.5)
GRID = Stroke(LIGHT, 0.15)
AXIS = Stroke("#8a8a8a", 0.2)
HATCH = Stroke("#9a9a9a", 0.18)


@dataclass(frozen=True, slots=True)
class Path:
    """Lines through points, all drawn alike; `fill` closes them."""

    lines: tuple[tuple[Point, ...], ...]
    stroke: Stroke | None = PLAIN
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a point."""

    at: Point
    radius: float
    stroke: Stroke | None = PLAIN
    fill: str = PAPER


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle; `at` is its left upper corner."""

    at: Point
    width: float
    height: float
    stroke: Stroke | None = PLAIN
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A formula at a point, or words or code; `anchor` is the side of it that lies there.

    `halo` paints the page behind it, so that it can stand on a line.
    """

    at: Point
    content: str
    anchor: str = "center"
    size: float = TEXT
    colour: str = INK
    halo: bool = False
    style: Literal["math", "words", "code"] = "math"


@dataclass(frozen=True, slots=True)
class Slot:
    """A box to fill in, `at` its left upper corner: the letter of what is asked, then room to write.

    On a key the room has what is `filled` in.
    """

    at: Point
    width: float
    letter: str
    filled: Label | None = None
    stroke: Stroke = PLAIN

    @property
    def room(self) -> tuple[float, float, float, float]:
        """Left upper corner, width and height of the room behind the letter."""
        before = LETTER if self.letter else 0.0
        return self.at[0] + before, self.at[1], self.width - before, SLOT

    @property
    def drawn(self) -> "tuple[Rectangle | Label, ...]":
        """Its frame, its letter and what is filled in."""
        x, y = self.at
        frame = Rectangle(self.at, self.width, SLOT, self.stroke, PAPER)
        letter = (words((x + 0.6, y + SLOT / 2), f"({self.letter})", "west", SMALL),)
        if not self.filled:
            return (frame, *letter * bool(self.letter))
        left, top, width, height = self.room
        filled = replace(self.filled, at=(left + width / 2, top + height / 2))
        return (frame, *letter * bool(self.letter), filled)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, `at` its left upper corner: an SVG, or (`kind` png) a PNG in base 64."""

    at: Point
    width: float
    height: float
    kind: str
    content: str = field(repr=False)

    @property
    def address(self) -> str:
        """The picture itself as an address."""
        if self.kind == "png":
            return f"data:image/png;base64,{self.content}"
        return f"data:image/svg+xml;base64,{b64encode(self.content.encode()).decode()}"

    @property
    def svg(self) -> str:
        """The picture as SVG; a PNG is put into one."""
        if self.kind == "svg":
            return self.content
        size = f'width="{self.width}mm" height="{self.height}mm"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {self.width} {self.height}">'
            f'<image width="{self.width}" height="{self.height}" href="{self.address}"/></svg>'
        )


Element: TypeAlias = Path | Circle | Rectangle | Label | Slot | Image


@dataclass(frozen=True, slots=True)
class Scene:
    """Elements on a page of `width` × `height` whose left upper corner is `origin`."""

    origin: Point
    width: float
    height: float
    elements: tuple[Element, ...]
    alt: str

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its boxes to fill in, in the order of their letters."""
        found = (element for element in self.elements if isinstance(element, Slot))
        return tuple(sorted(found, key=lambda slot: (len(slot.letter), slot.letter)))

    def filled(self, answers: Mapping[str, Label]) -> "Scene":
        """The scene with answers in its boxes, by their letters: wherever they are, they are centred there."""
        elements = (
            replace(e, filled=answers.get(e.letter)) if isinstance(e, Slot) else e
            for e in self.elements
        )
        return replace(self, elements=tuple(elements))


def compose(elements: Iterable[Element], alt: str) -> Scene:
    """A scene just large enough for its elements.

    >>> compose([Circle((5, 5), 2)], "a circle").width
    5.48
    """
    drawn = tuple(elements)
    boxes = [box(element) for element in drawn]
    left = min((b[0] for b in boxes), default=0.0) - MARGIN
    top = min((b[1] for b in boxes), default=0.0) - MARGIN
    right = max((b[2] for b in boxes), default=0.0) + MARGIN
    bottom = max((b[3] for b in boxes), default=0.0) + MARGIN
    origin = (round(left, 2), round(top, 2))
    return Scene(origin, round(right - left, 2), round(bottom - top, 2), drawn, alt)


def box(element: Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element."""
    match element:
        case Path(lines, stroke):
            half = stroke.width / 2 if stroke else 0.0
            xs = [x for line in lines for x, _ in line]
            ys = [y for line in lines for _, y in line]
            return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half
        case Circle((x, y), radius, stroke):
            reach = radius + (stroke.width / 2 if stroke else 0.0)
            return x - reach, y - reach, x + reach, y + reach
        case Rectangle((x, y), width, height, stroke):
            half = stroke.width / 2 if stroke else 0.0
            return x - half, y - half, x + width + half, y + height + half
        case Label():
            return label_box(element)
        case Slot((x, y), width):
            return x, y, x + width, y + SLOT
        case Image((x, y), width, height):
            return x, y, x + width, y + height


# Where the left upper corner of a label lies, as parts of its width and height before the point.
_ANCHORS = {
    "center": (0.5, 0.5),
    "west": (0.0, 0.5),
    "east": (1.0, 0.5),
    "north": (0.5, 0.0),
    "south": (0.5, 1.0),
}


def label_box(label: Label) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a label, as far as can be told without fonts."""
    width, height = extent(label.content, label.size, label.style)
    across, down = _ANCHORS[label.anchor]
    x, y = label.at
    left, top = x - across * width, y - down * height
    return left, top, left + width, top + height


def words(
    at: Point, text: str, anchor: str = "center", size: float = TEXT, colour: str = INK
) -> Label:
    """Words at a point."""
    return Label(at, text, anchor, size, colour, style="words")


def slot(middle: Point, letter: str, width: float, stroke: Stroke = PLAIN) -> Slot:
    """A box to fill in around a point."""
    return Slot((middle[0] - width / 2, middle[1] - SLOT / 2), width, letter, stroke=stroke)


def line(*points: Point, stroke: Stroke = PLAIN) -> Path:
    """A line through points."""
    return Path((points,), stroke)


def arrow(
    *points: Point, stroke: Stroke = PLAIN, head: float = 1.9, both: bool = False
) -> Iterator[Path]:
    """A line with a head at its last point (and its first one)."""
    shaft = list(points)
    heads = [_head(points[-2], points[-1], head)]
    shaft[-1] = _towards(points[-1], points[-2], head * 0.8)
    if both:
        heads.append(_head(points[1], points[0], head))
        shaft[0] = _towards(points[0], points[1], head * 0.8)
    yield Path((tuple(shaft),), stroke)
    yield Path(tuple(heads), None, stroke.colour)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end) or 1.0
    part = min(1.0, distance / length)
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _head(before: Point, tip: Point, size: float) -> tuple[Point, ...]:
    """A slim triangle with its tip at `tip`."""
    length = math.dist(before, tip) or 1.0
    ux, uy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - size * ux, tip[1] - size * uy)
    wide = size * 0.32
    return (
        tip,
        (back[0] - wide * uy, back[1] + wide * ux),
        (back[0] + wide * uy, back[1] - wide * ux),
    )


def shortened(start: Point, end: Point, before: float, after: float = 0.0) -> tuple[Point, Point]:
    """The part of a line between two shapes that cover its ends."""
    return _towards(start, end, before), _towards(end, start, after)


def bent(start: Point, end: Point, bulge: float, steps: int = 16) -> tuple[Point, ...]:
    """An arc from `start` to `end` as a polyline; `bulge` is how far its middle lies to the left."""
    length = math.dist(start, end) or 1.0
    nx, ny = (end[1] - start[1]) / length, (start[0] - end[0]) / length
    return tuple(
        (
            start[0] + t * (end[0] - start[0]) + 4 * bulge * t * (1 - t) * nx,
            start[1] + t * (end[1] - start[1]) + 4 * bulge * t * (1 - t) * ny,
        )
        for t in (step / steps for step in range(steps + 1))
    )


def brackets(left: float, top: float, right: float, bottom: float, stroke: Stroke = PLAIN) -> Path:
    """The square brackets around a matrix."""
    tick = 1.2
    return Path(
        (
            ((left + tick, top), (left, top), (left, bottom), (left + tick, bottom)),
            ((right - tick, top), (right, top), (right, bottom), (right - tick, bottom)),
        ),
        stroke,
    )


def weight_stroke(index: int, per_kernel: int) -> Stroke:
    """How the edges of a shared weight look: its own colour, a dash by place, a width by kernel."""
    kernel, place = divmod(index, per_kernel)
    colour = WEIGHT_COLOURS[index % len(WEIGHT_COLOURS)]
    return Stroke(colour, WIDTHS[kernel % len(WIDTHS)], DASHES[place % len(DASHES)])


def tint(colour: str, part: float) -> str:
    """A colour mixed with white, `part` of it remaining.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - part * (255 - channel)):02x}" for channel in channels)


def spread(count: int, pitch: float) -> Sequence[float]:
    """Positions of `count` things in a column centred on 0.

    >>> spread(3, 10)
    [-10.0, 0.0, 10.0]
    """
    return [(i - (count - 1) / 2) * pitch for i in range(count)]
