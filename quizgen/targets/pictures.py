"""Figures as PNG: what every learning system shows. No browser and no TeX is needed."""

from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from quizgen.document.figures import Scene, scene_typst
from quizgen.document.pdf import picture_png

# Dots an inch: twice those of a screen.
DOTS = 192
# Pictures that are kept: the variants of an exercise often share one.
KEPT = 512
# What 1 mm is on a screen of 96 dots an inch.
PIXELS = 96 / 25.4


class Picture(NamedTuple):
    """A file, and what it says to those who do not see it; `width` in pixels of a page."""

    name: str
    data: bytes
    alt: str
    width: int


def picture(scene: Scene) -> Picture:
    """A drawing. Its name follows from its content, so that equal pictures are one file."""
    data = _png(scene_typst(scene))
    name = f"figure-{blake2b(data, digest_size=8).hexdigest()}.png"
    return Picture(name, data, scene.alt, round(scene.width * PIXELS))


@lru_cache(maxsize=KEPT)
def _png(source: str) -> bytes:
    return picture_png(source, DOTS)
