"""Layers as boxes one above the other, with lines for the shapes between them."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.document.figures.scene import (
    GREY,
    PALE,
    SLOT,
    SMALL,
    TEXT,
    THIN,
    Element,
    Rectangle,
    Slot,
    Stroke,
    arrow,
    line,
    words,
)
from quizgen.document.figures.size import extent

BOX, GAP = 6.0, 5.6
_BLANK = Stroke(GREY, 0.25)


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """From the input at the top down; a blank beside every arrow after the input's."""
    boxes = data["layers"]
    asked = {place: (letter, wide) for place, letter, wide in data.get("boxes", ())}
    gap = GAP + SLOT - 4.0 if asked else GAP
    width = max(40.0, *(extent(text, TEXT, "words")[0] + 8.0 for text in boxes))
    shape = " × ".join(map(str, data["input"]))
    yield words((width / 2, 0.0), f"input {shape}", "south")
    y = 0.8
    for number, text in enumerate(boxes, start=1):
        yield from arrow((width / 2, y), (width / 2, y + gap))
        y += gap
        yield Rectangle((0.0, y), width, BOX, THIN, PALE)
        yield words((width / 2, y + BOX / 2), text, colour="#000000")
        y += BOX
        yield words((width / 2 + 2.6, y + gap / 2), "shape", "west", SMALL)
        if box := asked.get(f"shape {number}"):
            yield Slot((width / 2 + 12.0, y + (gap - SLOT) / 2), box[1], box[0])
        else:
            yield line(
                (width / 2 + 12.0, y + gap / 2 + 1.5),
                (width / 2 + 36.0, y + gap / 2 + 1.5),
                stroke=_BLANK,
            )
    yield from arrow((width / 2, y), (width / 2, y + gap))
