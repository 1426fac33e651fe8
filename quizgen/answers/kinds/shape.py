"""The shape of an array: sizes in an order."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.arrays import read_vector
from quizgen.answers.entries import entry_reader, numbers
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.text import plain, without_dollars, without_name
from quizgen.answers.verdict import RIGHT, Comparison

_BLANKS = re.compile(r"\s+")
_BY = re.compile(
    r"\s?(?:×|·|@|\\times|\\cdot|[*]|(?<![A-Za-z])(?:x|by|times)(?![A-Za-z]))\s?", re.IGNORECASE
)
_NONE = re.compile(r"(?:torch\.Size\()?\s*(?:\(\s*\)|\[\s*\])\s*\)?")


class Kind(AnswerKind):
    """(a, b, c), a×b×c, "a by b", torch.Size([a, b]); one axis may be a bare number."""

    name = "shape"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Sizes in parentheses, by their axes where these are known."""
        axes = [str(axis) for axis in settings.get("axes") or ()]
        order = f": {', '.join(axes)}" if axes else ""
        return f"whole numbers in order{order}, as (3, 32, 32)"

    def read(self, text: str) -> list[Fraction]:
        """The sizes."""
        # One blank for many: the patterns that follow try every blank as their beginning.
        if _NONE.fullmatch(text.strip()):
            return []
        cleaned = without_name(_BLANKS.sub(" ", without_dollars(plain(text))))
        return read_vector(_BY.sub(", ", cleaned), entry_reader(self.settings))

    def known(self, encoded: Any) -> list[Fraction]:
        """The key's sizes."""
        if hasattr(encoded, "item") and not getattr(encoded, "shape", ()):
            encoded = encoded.item()
        if isinstance(encoded, int):
            return [Fraction(encoded)]
        if isinstance(encoded, str):
            found: list[Fraction] = super().known(encoded)
            return found
        return numbers(encoded)

    def compare(self, value: list[Fraction]) -> Comparison:
        """Every size in its place."""
        if value == self.key:
            return RIGHT
        if any(size < 0 or size.denominator != 1 for size in value):
            return wrong("The sizes of a shape are whole numbers.")
        if len(value) > 1 and sorted(value) == sorted(self.key):
            last_first = len(value) > 2 and [value[-1], *value[:-1]] == self.key
            return wrong(
                f"The right sizes, in the wrong order{': channels first' if last_first else ''}."
            )
        if len(value) == 1 and len(self.key) > 1 and value[0] == math.prod(self.key):
            return wrong("That is the number of entries; the shape is asked.")
        if len(value) != len(self.key):
            said = f"The shape has {_axes(len(self.key))}, yours has {len(value)}"
            if self.key and value[1:] == self.key:
                return wrong(f"{said}: the first is one too many.")
            if self.key and value[:-1] == self.key:
                return wrong(f"{said}: the last is one too many.")
            return wrong(f"{said}.")
        off = [str(i) for i, (v, k) in enumerate(zip(value, self.key, strict=True), 1) if v != k]
        if len(off) < len(value):
            are = "Sizes" if len(off) > 1 else "Size"
            return wrong(f"{are} {', '.join(off)} {'are' if len(off) > 1 else 'is'} not right.")
        return wrong()

    def echo(self, value: list[Fraction]) -> str:
        """The shape as a tuple."""
        return "(" + ", ".join(str(size) for size in value) + ("," if len(value) == 1 else "") + ")"


def _axes(count: int) -> str:
    return f"{count} {'axis' if count == 1 else 'axes'}"
