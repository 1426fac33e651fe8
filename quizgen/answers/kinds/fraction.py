"""An exact rational number: a fraction or an equal decimal."""

from collections.abc import Mapping
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.blank import Blank, Numeric, half_a_unit, window
from quizgen.answers.description import Box, Form
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.number import Number
from quizgen.answers.off import same_up_to_scale
from quizgen.answers.percent import doubt_of_percent
from quizgen.answers.rounding import (
    TOLD,
    accepted,
    but_rounded,
    found_rounding,
    least_figures,
    shows,
    too_coarse,
)
from quizgen.answers.scalar import as_fraction, read_figures, shown
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.verdict import RIGHT, Comparison


class Kind(AnswerKind):
    """a/b reduced or not (unless `lowest_terms`), or the equal decimal; a rounded one is told so."""

    name = "fraction"
    stands_in_cells = True
    form = Form.NUMBER
    beside = frozenset({"names", "arithmetic"})
    computed = follows = True
    allowed = COMMON_SETTINGS | {"lowest_terms", "rounding", "given"}

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.figures = least_figures(self.name, settings)
        super().__init__(key, mistakes, **settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """A fraction or the equal decimal."""
        reduced = " in lowest terms" if settings.get("lowest_terms") else ""
        exact = typing_help.exactness(settings) or "exact, not rounded"
        asked = f"a fraction such as 3/2{reduced}, or a decimal ({exact})"
        return typing_help.line(asked, typing_help.decimals(settings), typing_help.unit(settings))

    @classmethod
    def box(cls, encoded: object) -> Box:
        """Two numbers above each other."""
        del encoded
        return Box(34, 12)

    def blanks(self) -> tuple[Blank, ...]:
        """One number, typed as a decimal."""
        key = self.key.value
        allowed = window(key, {}, exact=True)
        if self.figures and key:
            allowed = max(allowed, half_a_unit(key, self.figures))
        return (Blank(Numeric(key, allowed, is_whole=key.denominator == 1)),)

    def read(self, text: str) -> Number:
        """The exact number, and whether it was written reduced; a probability may be in percent."""
        return read_figures(text, self.settings, is_share=True)

    def doubt(self, text: str) -> str:
        """A number of percent where the key is no share."""
        return doubt_of_percent(text, self.key.value, self.settings)

    def known(self, encoded: object) -> Number:
        """The key exactly."""
        return Number(as_fraction(encoded))

    def compare(self, value: Number) -> Comparison:
        """Equal or not."""
        if value.value == self.key.value:
            if self.settings.get("lowest_terms") and value.is_fraction and not value.reduced:
                return wrong("Reduce the fraction to lowest terms.")
            return RIGHT
        if value.is_fraction:
            return wrong()
        if self.figures and accepted(value.value, self.key.value, self.figures, value.figures):
            return RIGHT
        found = found_rounding(value.value, self.key.value, value.figures)
        if found:
            return but_rounded(found, self.figures, TOLD["fraction"])
        return wrong(too_coarse(value.value, self.key.value, TOLD["fraction"], value.figures))

    def same(self, left: Number, right: Number) -> bool:
        """Equal values."""
        return left.value == right.value

    def _hits(self, value: Number, wrong: Number) -> bool:
        decimal = not value.is_fraction and shows(value.value, wrong.value)
        return decimal or self.same(value, wrong)

    def echo(self, value: Number) -> str:
        """The number as a fraction or decimal."""
        return shown(value.value)

    def diagnose(self, value: Number) -> str:
        """Sign, decimal point; or upside down."""
        if value.value and self.key.value and value.value * self.key.value == 1:
            return "Numerator and denominator are exchanged."
        return same_up_to_scale(value.value, self.key.value)
