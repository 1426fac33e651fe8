"""A whole number, exactly."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.blank import Blank, Numeric
from quizgen.answers.description import Box, Form
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.off import same_up_to_scale
from quizgen.answers.rounding import accepted, least_figures, shown_as
from quizgen.answers.scalar import as_fraction, read_scalar, shown
from quizgen.answers.thousands import doubt_of_points
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.verdict import RIGHT, Comparison


class Kind(AnswerKind):
    """Any way of writing the number; any other value is wrong, however close."""

    name = "integer"
    stands_in_cells = True
    form = Form.NUMBER
    beside = frozenset({"names", "units", "arithmetic", "label"})
    computed = counts = follows = True
    allowed = COMMON_SETTINGS | {"rounding", "given", "label"}

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.figures = least_figures(self.name, settings)
        super().__init__(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """A whole number, with its working where that is read."""
        return typing_help.line(
            "a whole number", typing_help.working(settings), typing_help.unit(settings)
        )

    @classmethod
    def box(cls, encoded: object) -> Box:
        """A few digits."""
        del encoded
        return Box(34, 9)

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """A whole number, positive where the key is."""
        whole = isinstance(encoded, int) and (encoded > 0 or key <= 0)
        return whole and super().suits(encoded, key)

    def blanks(self) -> tuple[Blank, ...]:
        """One number."""
        return (Blank(Numeric(self.key, is_whole=self.key.denominator == 1)),)

    def read(self, text: str) -> Fraction:
        """The exact number."""
        return read_scalar(text, self.settings)

    def doubt(self, text: str) -> str:
        """Points that may stand between thousands, whether the answer would then be right or not."""
        return doubt_of_points(text, [self.read(text)], ())

    def known(self, encoded: object) -> Fraction:
        """The key exactly."""
        return as_fraction(encoded)

    def compare(self, value: Fraction) -> Comparison:
        """Equal or not."""
        if value == self.key:
            return RIGHT
        if self.figures and accepted(value, self.key, self.figures):
            return RIGHT
        if value.denominator != 1 and self.key.denominator == 1:
            if value * 1000 == self.key:
                return wrong("The point was read as a decimal point; no point between thousands.")
            return wrong("A whole number is asked.")
        return wrong()

    def _hits(self, value: Fraction, wrong: Fraction) -> bool:
        return shown_as(value, wrong)

    def echo(self, value: Fraction) -> str:
        """The number in plain digits."""
        return shown(value)

    def diagnose(self, value: Fraction) -> str:
        """Sign, decimal point, one off; nothing of a `label`, whose neighbour is as far as any other."""
        return "" if self.settings.get("label") else same_up_to_scale(value, self.key)
