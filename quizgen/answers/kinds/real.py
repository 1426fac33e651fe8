"""A real number within a tolerance, or to a number of significant figures."""

from fractions import Fraction
from typing import Any

from quizgen.answers.kind import COMMON_SETTINGS, AnswerKind, wrong
from quizgen.answers.number import Number, read_number
from quizgen.answers.scalar import as_fraction, read_scalar, shown
from quizgen.answers.verdict import RIGHT, Comparison

DEFAULT_TOLERANCE = Fraction(5, 10_000)


class Kind(AnswerKind):
    """|s − k| ≤ atol + rtol·|k| in exact arithmetic, bounds included."""

    name = "real"
    allowed = COMMON_SETTINGS | {"rtol", "atol", "sigfigs"}

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        given = "rtol" in settings or "atol" in settings
        self.rtol = as_fraction(settings.get("rtol", 0))
        self.atol = as_fraction(settings.get("atol", 0 if given else DEFAULT_TOLERANCE))
        self.sigfigs = int(settings.get("sigfigs", 0))

    def read(self, text: str) -> Number:
        """The number and its significant figures."""
        if self.settings.get("arithmetic"):
            return Number(read_scalar(text, self.settings))
        return read_number(
            text,
            decimal_comma=bool(self.settings.get("decimal_comma")),
            units=self.settings.get("units", ()),
        )

    def known(self, encoded: Any) -> Number:
        """The key exactly."""
        return Number(as_fraction(encoded))

    def compare(self, value: Number) -> Comparison:
        """Within the tolerance, or within half a unit of the last asked figure."""
        if self.sigfigs:
            return self._figures(value)
        if self.same(value, self.key):
            return RIGHT
        return wrong()

    def _figures(self, value: Number) -> Comparison:
        key = self.key.value
        if key == 0:
            return RIGHT if value.value == 0 else wrong()
        power = _magnitude(abs(key)) - self.sigfigs + 1
        if abs(value.value - key) * 2 > Fraction(10) ** power:
            return wrong()
        if not value.is_fraction and value.figures < self.sigfigs and value.value != key:
            return wrong(f"give {self.sigfigs} significant figures")
        return RIGHT

    def same(self, left: Number, right: Number) -> bool:
        """Within the tolerance of each other."""
        return abs(left.value - right.value) <= self.atol + self.rtol * abs(right.value)

    def echo(self, value: Number) -> str:
        """The number as a decimal."""
        return shown(value.value)

    def diagnose(self, value: Number) -> str:
        """Sign and magnitude slips."""
        key = self.key.value
        if value.value and abs(value.value + key) <= self.atol:
            return "The sign is wrong."
        if (
            key
            and value.value
            and value.value / key
            in (10, 100, 1000, Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000))
        ):
            return "The digits are right, the decimal point is not."
        if key and abs(value.value - key) <= abs(key) / 50:
            return "Close: rounded too early, perhaps."
        return ""


def _magnitude(value: Fraction) -> int:
    power = len(str(value.numerator)) - len(str(value.denominator))
    while Fraction(10) ** power > value:
        power -= 1
    while Fraction(10) ** (power + 1) <= value:
        power += 1
    return power
