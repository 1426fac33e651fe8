"""The shape of an array: sizes in an order."""

import math
import re
from fractions import Fraction
from typing import Any

from quizgen.answers.arrays import read_vector
from quizgen.answers.entries import entry_reader, numbers
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.text import plain, without_dollars, without_name
from quizgen.answers.verdict import RIGHT, Comparison

_BLANKS = re.compile(r"\s+")
_BY = re.compile(r"\s?(?:×|\\times|[xX*]|\bby\b)\s?")


class Kind(AnswerKind):
    """(a, b, c), a×b×c, "a by b", torch.Size([a, b]); one axis may be a bare number."""

    name = "shape"

    def read(self, text: str) -> list[Fraction]:
        """The sizes."""
        # One blank for many: the patterns that follow try every blank as their beginning.
        cleaned = without_name(_BLANKS.sub(" ", without_dollars(plain(text))))
        return read_vector(_BY.sub(", ", cleaned), entry_reader(self.settings))

    def known(self, encoded: Any) -> list[Fraction]:
        """The key's sizes."""
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
        if len(value) > 1 and sorted(value) == sorted(self.key):
            return wrong("The right sizes, in the wrong order: channels first.")
        if len(value) == 1 and len(self.key) > 1 and value[0] == math.prod(self.key):
            return wrong("That is the number of entries; the shape is asked.")
        if len(value) != len(self.key):
            return wrong(
                f"The shape has {len(self.key)} {'axes' if len(self.key) > 1 else 'axis'}, yours has {len(value)}."
            )
        return wrong()

    def echo(self, value: list[Fraction]) -> str:
        """The shape as a tuple."""
        return "(" + ", ".join(str(size) for size in value) + ("," if len(value) == 1 else "") + ")"
