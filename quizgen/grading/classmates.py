"""Wrong answers that are the key of a classmate: for the instructor, never for the student."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction

from quizgen.answers.kind import AnswerKind


class ClassKeys:
    """The keys of one question in a class, and whose they are.

    >>> from quizgen.answers import answer_kind
    >>> keys = ClassKeys([("Ada", answer_kind("integer", 7)), ("Bob", answer_kind("integer", 9))])
    >>> keys.owners("Ada", answer_kind("integer", 7), "9")
    ('Bob',)
    """

    def __init__(self, kinds: Iterable[tuple[str, AnswerKind]]) -> None:
        self._by_reading: dict[str, list[str]] = {}
        reals: list[tuple[Fraction, str]] = []
        for student, kind in kinds:
            if kind.tolerance:
                reals.append((kind.key.value, student))
            else:
                self._by_reading.setdefault(kind.echo(kind.key), []).append(student)
        self._reals = sorted(reals)

    def owners(self, student: str, kind: AnswerKind, answer: str) -> tuple[str, ...]:
        """The classmates whose key a wrong but readable answer is."""
        value = kind.read(answer)
        if kind.tolerance:
            found = self._near(value.value, *kind.tolerance)
        else:
            found = self._by_reading.get(kind.echo(value), [])
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
