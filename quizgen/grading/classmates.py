"""Wrong answers that are the key of a classmate: for the instructor, never for the student."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction

from quizgen.answers.kind import AnswerKind

# A key or an answer as it is compared: a number where numbers near it are the same, else how it was read.
Value = Fraction | str
# An answer, and for a number how far the same may be away: absolutely, and by its size.
Reading = tuple[Value, Fraction, Fraction]


def key_of(kind: AnswerKind) -> Value:
    """The key, for comparing."""
    return kind.key.value if kind.tolerance else kind.echo(kind.key)


def reading_of(kind: AnswerKind, answer: str) -> Reading:
    """A readable answer, for comparing."""
    value = kind.read(answer)
    if kind.tolerance:
        return value.value, *kind.tolerance
    return kind.echo(value), Fraction(0), Fraction(0)


class ClassKeys:
    """The keys of one question in a class, and whose they are.

    >>> from quizgen.answers import answer_kind
    >>> seven, nine = answer_kind("integer", 7), answer_kind("integer", 9)
    >>> keys = ClassKeys([("Ada", key_of(seven)), ("Bob", key_of(nine))])
    >>> keys.owners("Ada", reading_of(seven, "9"))
    ('Bob',)
    """

    def __init__(self, keys: Iterable[tuple[str, Value]]) -> None:
        self._by_reading: dict[str, list[str]] = {}
        reals: list[tuple[Fraction, str]] = []
        for student, value in keys:
            if isinstance(value, str):
                self._by_reading.setdefault(value, []).append(student)
            else:
                reals.append((value, student))
        self._reals = sorted(reals)

    def owners(self, student: str, answer: Reading) -> tuple[str, ...]:
        """The classmates whose key a wrong but readable answer is."""
        value, atol, rtol = answer
        if isinstance(value, str):
            found = self._by_reading.get(value, [])
        else:
            found = self._near(value, atol, rtol)
        # The own key too, for an answer that is wrong because it has too few figures.
        return tuple(owner for owner in found if owner != student)

    def _near(self, value: Fraction, atol: Fraction, rtol: Fraction) -> list[str]:
        reach = atol + 2 * rtol * abs(value)
        start = bisect_left(self._reals, value - reach, key=lambda pair: pair[0])
        end = bisect_right(self._reals, value + reach, key=lambda pair: pair[0])
        return [
            owner
            for key, owner in self._reals[start:end]
            if abs(value - key) <= atol + rtol * abs(key)
        ]
