"""A set of real numbers that a student gave, as expressions of a bank ask about it."""

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from quizgen.answers.interval_syntax import read_set
from quizgen.answers.real_sets import End, Spans, intersection, is_same, point, union, written


@dataclass(frozen=True, slots=True)
class GivenSet:
    """What a property may say of a set: numbers in it, what it lies in and covers, its ends.

    >>> own = given_set("(0, 1/2] or [2, inf)")
    >>> 0 in own, Fraction(1, 2) in own, own.is_inside("(-1, inf)"), own.covers("[3, 4]"), own.low, own.high
    (False, True, True, True, Fraction(0, 1), inf)
    """

    spans: Spans

    def __contains__(self, number: object) -> bool:
        if isinstance(number, bool) or not isinstance(number, int | Fraction):
            raise TypeError(f"{number!r} is no exact number to look for in a set")
        return self.covers_spans(union([point(End(Fraction(number)))]))

    def covers(self, other: Any) -> bool:
        """Whether all numbers of another set are in this one."""
        return self.covers_spans(_spans(other))

    def is_inside(self, other: Any) -> bool:
        """Whether all numbers of this set are in another one."""
        return GivenSet(_spans(other)).covers_spans(self.spans)

    def covers_spans(self, spans: Spans) -> bool:
        """The same of spans."""
        return is_same(intersection(self.spans, spans), spans)

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        return not self.spans

    @property
    def low(self) -> Any:
        """The lower end, `-inf` where there is none; of a root or logarithm thirty digits."""
        return _value(self.spans[0].low)

    @property
    def high(self) -> Any:
        """The upper end."""
        return _value(self.spans[-1].high)

    def __str__(self) -> str:
        return written(self.spans)


def given_set(text: str) -> GivenSet:
    """The set that a text means."""
    return GivenSet(read_set(text))


def _spans(other: Any) -> Spans:
    return other.spans if isinstance(other, GivenSet) else read_set(str(other))


def _value(end: End) -> Any:
    return end.infinite * inf if end.infinite else end.value
