"""Sets of real numbers: unions of intervals with exact ends, in the one form that equal sets share."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from quizgen.answers.equality import equal
from quizgen.answers.scalar import shown
from quizgen.answers.tree import Tree
from quizgen.answers.written import typed

# Values of roots and logarithms have thirty digits; those of equal ones differ by less.
_NEAR = Fraction(1, 10**20)


@dataclass(frozen=True, slots=True)
class End:
    """An end: a rational number, another one with its formula and thirty digits, or an infinite one (±1)."""

    value: Fraction = Fraction(0)
    formula: Tree | None = None
    infinite: int = 0

    @property
    def key(self) -> tuple[int, Fraction]:
        """What ends are ordered by."""
        return self.infinite, self.value

    def is_same(self, other: "End") -> bool:
        """Whether two ends are one number, exactly."""
        if self.infinite or other.infinite:
            return self.infinite == other.infinite
        if self.formula is None or other.formula is None:
            return self.formula is other.formula and self.value == other.value
        near = abs(self.value - other.value) <= _NEAR * max(Fraction(1), abs(self.value))
        return near and equal(self.formula, other.formula)

    def __str__(self) -> str:
        if self.infinite:
            return "inf" if self.infinite > 0 else "-inf"
        return _number(self.value) if self.formula is None else typed(self.formula)


def _number(value: Fraction) -> str:
    text = shown(value)
    return text if text[-1:].isdigit() and " " not in text else f"{value.numerator}/{value.denominator}"  # fmt: skip


LOWEST, HIGHEST = End(infinite=-1), End(infinite=1)


class Span(NamedTuple):
    """All numbers between two ends, with an end where it belongs to the set."""

    low: End
    high: End
    has_low: bool = False
    has_high: bool = False

    @property
    def is_point(self) -> bool:
        """One number."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.is_point:
            return f"{{{self.low}}}"
        return (
            f"{'[' if self.has_low else '('}{self.low}, {self.high}{']' if self.has_high else ')'}"
        )


Spans = tuple[Span, ...]
ALL: Spans = (Span(LOWEST, HIGHEST),)


def point(end: End) -> Span:
    """One number alone."""
    return Span(end, end, has_low=True, has_high=True)


def union(spans: Iterable[Span]) -> Spans:
    """The spans in order, none empty, none touching another.

    >>> half = End(Fraction(1, 2))
    >>> print(*union([Span(half, HIGHEST, has_low=True), Span(End(), half, has_low=True)]))
    [0, inf)
    """
    kept = [span for span in spans if not _is_empty(span)]
    found: list[Span] = []
    for span in sorted(kept, key=lambda span: (span.low.key, not span.has_low)):
        if not found or not _touch(found[-1], span):
            found.append(span)
            continue
        last = found[-1]
        same_low = last.low.is_same(span.low)
        found[-1] = _joined(last, span, same_low=same_low)
    return tuple(found)


def _joined(first: Span, second: Span, *, same_low: bool) -> Span:
    has_low = first.has_low or (same_low and second.has_low)
    if first.high.is_same(second.high):
        return Span(first.low, first.high, has_low, first.has_high or second.has_high)
    last = max(first, second, key=lambda span: span.high.key)
    return Span(first.low, last.high, has_low, last.has_high)


def _is_empty(span: Span) -> bool:
    if span.low.is_same(span.high):
        return not (span.has_low and span.has_high)
    return span.low.key > span.high.key


def _touch(first: Span, second: Span) -> bool:
    """Whether the second begins where the first is, or at its end without a gap."""
    if first.high.is_same(second.low):
        return first.has_high or second.has_low
    return second.low.key < first.high.key


def complement(spans: Spans) -> Spans:
    """All other real numbers."""
    found = []
    low, has_low = LOWEST, False
    for span in spans:
        if span.low != LOWEST:
            found.append(Span(low, span.low, has_low, not span.has_low))
        low, has_low = span.high, not span.has_high
    if low != HIGHEST:
        found.append(Span(low, HIGHEST, has_low))
    return union(found)


def intersection(first: Spans, second: Spans) -> Spans:
    """What is in both."""
    return complement(union([*complement(first), *complement(second)]))


def is_same(first: Spans, second: Spans) -> bool:
    """Whether two sets, each as `union` gives it, are one."""
    return len(first) == len(second) and all(
        one.has_low == other.has_low
        and one.has_high == other.has_high
        and one.low.is_same(other.low)
        and one.high.is_same(other.high)
        for one, other in zip(first, second, strict=True)
    )


def bounded(spans: Spans, within: Span) -> Spans:
    """A set of numbers that are known to lie in `within`: what has no end, ends where that does.

    What is said of an end stays as it is, also outside: who writes [0, 1] of a positive number is not cut short.

    >>> half, third = End(Fraction(1, 2)), End(Fraction(1, 3))
    >>> written(bounded((Span(LOWEST, half),), Span(End(), HIGHEST)))
    '(0, 0.5)'
    >>> written(bounded((Span(LOWEST, third), Span(half, HIGHEST)), Span(End(), End(Fraction(1)), has_high=True)))
    '(0, 1/3) or (0.5, 1]'
    """
    return union(
        Span(
            within.low if span.low.infinite else span.low,
            within.high if span.high.infinite else span.high,
            within.has_low if span.low.infinite else span.has_low,
            within.has_high if span.high.infinite else span.has_high,
        )
        for span in spans
    )


def written(spans: Spans) -> str:
    """A set as it can be typed.

    >>> written(complement((point(End()),))), written(())
    ('(-inf, 0) or (0, inf)', 'empty set')
    """
    return " or ".join(map(str, spans)) or "empty set"
