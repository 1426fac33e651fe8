"""Figures as PNG: what every learning system shows. No browser and no TeX is needed."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from quizgen.document.figures import Scene, scene_typst
from quizgen.document.pdf import picture_png
from quizgen.targets.shelf import Shelf

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


class Album:
    """The pictures of many questions, each once, until they are written as files."""

    def __init__(self, stack: ExitStack) -> None:
        self._shelf = Shelf[str](stack)

    def add(self, scene: Scene) -> Picture:
        """The drawing, which is in the album from now on."""
        made = picture(scene)
        if made.name not in self._shelf:
            self._shelf.put(made.name, made.data)
        return made

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Names and data, by name."""
        return ((name, self._shelf[name]) for name in sorted(self._shelf))


@lru_cache(maxsize=KEPT)
def _png(source: str) -> bytes:
    return picture_png(source, DOTS)
