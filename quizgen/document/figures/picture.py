"""An author's own picture."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.document.figures.scene import Element, Image


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """The picture alone."""
    yield Image((0.0, 0.0), data["width"], data["height"], data["kind"], data["content"])
