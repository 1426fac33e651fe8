"""A real number within a tolerance, or to a number of significant figures."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.blank import Blank, Numeric, half_a_unit
from quizgen.answers.description import Box, Exact, Form, Piece
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.number import Number
from quizgen.answers.off import rounding, same_up_to_scale
from quizgen.answers.percent import doubt_of_percent
from quizgen.answers.places import to_places
from quizgen.answers.rounding import accepted, least_figures
from quizgen.answers.scalar import (
    as_fraction,
    decimal,
    default_tolerance,
    read_real,
    shown,
    within,
)
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

_NOTHING = Fraction(0)
# Beyond it a fraction is a value that was worked out, or a decimal that nobody reads as a fraction.
_WRITTEN = 10**12


class Kind(AnswerKind):
    """|s − k| ≤ atol + rtol·|k| in exact arithmetic, bounds included."""

    name = "real"
    stands_in_cells = True
    form = Form.NUMBER
    beside = frozenset({"names", "arithmetic"})
    computed = follows = True
    allowed = COMMON_SETTINGS | {"rtol", "atol", "sigfigs", "rounding", "given"}

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """A decimal, to as many figures as are asked."""
        figures = settings.get("sigfigs")
        to = f" to {figures} significant figures" if figures else ""
        asked = f"a decimal{to} or a fraction"
        exact = "" if figures else typing_help.exactness(settings)
        point, unit = typing_help.decimals(settings), typing_help.unit(settings)
        return typing_help.line(asked, point, exact, unit)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """A decimal, though the key be a fraction."""
        return (Exact(to_places(encoded, settings, decimal=True)),)

    @classmethod
    def box(cls, encoded: object) -> Box:
        """A decimal."""
        del encoded
        return Box(40, 9)

    @property
    def tolerance(self) -> tuple[Fraction, Fraction]:
        """As the settings say."""
        return self.atol, self.rtol

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        given = "rtol" in settings or "atol" in settings
        self.rtol = as_fraction(settings.get("rtol", 0))
        usual = 0 if given else default_tolerance(self.key.value)
        self.atol = as_fraction(settings.get("atol", usual))
        self.rounding = least_figures(self.name, settings)
        self.sigfigs = int(settings.get("sigfigs", 0))

    def blanks(self) -> tuple[Blank, ...]:
        """One number, as far away as the tolerance or the figures asked allow."""
        key = self.key.value
        allowed = self.atol + self.rtol * abs(key)
        if self.sigfigs and key:
            allowed = half_a_unit(key, self.sigfigs)
        elif self.rounding and key:
            allowed = max(allowed, half_a_unit(key, self.rounding))
        return (Blank(Numeric(key, allowed)),)

    def read(self, text: str) -> Number:
        """The number and its significant figures; logarithms, roots and exponentials are worked out."""
        return read_real(text, self.settings)

    def doubt(self, text: str) -> str:
        """A number of percent where the key is no share."""
        return doubt_of_percent(text, self.key.value, self.settings)

    def known(self, encoded: object) -> Number:
        """The key exactly; one with roots or logarithms to thirty digits."""
        if isinstance(encoded, str):
            try:
                return Number(read_real(encoded, {}).value)
            except Unreadable as error:
                raise ValueError(
                    f"real: the key {encoded!r} is no number: {error.reason}"
                ) from None
        return Number(as_fraction(encoded))

    def compare(self, value: Number) -> Comparison:
        """Within the tolerance, rounded as is allowed, or within half a unit of the last asked figure."""
        if self.rounding and accepted(value.value, self.key.value, self.rounding, value.figures):
            return RIGHT
        if self.sigfigs:
            return self._figures(value)
        if self._within(value.value, self.key.value):
            return RIGHT
        if value.commas and self._within(value.value / 1000, self.key.value):
            raise Unreadable(
                f"the comma was read as one between thousands ({shown(value.value)}); write decimals with a point"
            )
        return wrong()

    def _within(self, value: Fraction, key: Fraction) -> bool:
        return within(value, key, self.atol, self.rtol)

    def _figures(self, value: Number) -> Comparison:
        key = self.key.value
        if key == 0:
            return RIGHT if value.value == 0 else wrong()
        if not _to_figures(value.value, key, self.sigfigs):
            few = not value.is_fraction and 0 < value.figures < self.sigfigs
            if few and _to_figures(value.value, key, value.figures):
                return wrong(f"Give {self.sigfigs} significant figures.")
            return wrong()
        if not value.is_fraction and value.figures < self.sigfigs and value.value != key:
            return wrong(f"Give {self.sigfigs} significant figures.")
        return RIGHT

    def same(self, left: Number, right: Number) -> bool:
        """Within the tolerance of each other."""
        return self._within(left.value, right.value)

    def is_one(self, left: Number, right: Number) -> bool:
        """Equal without the tolerance."""
        return left.value == right.value

    def echo(self, value: Number) -> str:
        """The number as a decimal."""
        found = value.value
        worked_out = found.denominator > _WRITTEN and 1 < abs(found) * _WRITTEN < _WRITTEN**2
        return decimal(found) if worked_out else shown(found)

    def diagnose(self, value: Number) -> str:
        """Sign and magnitude slips, rounding."""
        key = self.key.value

        def same(number: Fraction, other: Fraction) -> bool:
            if self.sigfigs and other:
                return _to_figures(number, other, self.sigfigs)
            return within(number, other, _NOTHING, self.rtol)

        return same_up_to_scale(value.value, key, same) or rounding(value.value, key)


def _to_figures(value: Fraction, key: Fraction, figures: int) -> bool:
    """Within half a unit of the key's last figure asked."""
    power = _magnitude(abs(key)) - figures + 1
    return abs(value - key) * 2 <= Fraction(10) ** power


def _magnitude(value: Fraction) -> int:
    """The power of ten of a number's first digit."""
    power = len(str(value.numerator)) - len(str(value.denominator))
    return power if Fraction(10) ** power <= value else power - 1
