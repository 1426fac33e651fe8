"""What a figure shows: its kind and exact data, as plain JSON values.

Built from solver objects by the functions below (the bank's vocabulary of figures), stored in
a variant, drawn by `quizgen.document.figures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as data; `kind` names the drawing function, `alt` says the same facts in words."""

    kind: str
    data: Mapping[str, Any]
    alt: str
