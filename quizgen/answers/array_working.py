"""The working left of an array: `1/2*[6, 8] = [3, 4]`, `[1, 2] - 0.1*[3, 4] = [0.7, 1.6]`.

It has to have the value of the array, entry by entry. A sum alone is no answer yet.
"""

import operator
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from quizgen.answers.brackets import PAIRS
from quizgen.answers.number import read_digits
from quizgen.answers.rounding import found_rounding
from quizgen.answers.scalar import shown
from quizgen.answers.scaled import is_array, scaled_array, times
from quizgen.answers.verdict import Unreadable

T = TypeVar("T")
# A sign between two arrays of a sum.
_PLUS = re.compile(r"(?<=[\])}>0-9])\s*([-+])\s*(?=[-+0-9.\[({<\\a-z])")
_LONGEST = 4_000
_MOST_TERMS = 8


def is_working(text: str) -> bool:
    """Whether a text is an array, one with a factor, or a sum of such.

    >>> is_working("1/2*[6, 8]"), is_working("[1, 2] + [3, 4]"), is_working("2*h")
    (True, True, False)
    """
    return is_array(text) or scaled_array(text) is not None or bool(summed(text))


def settled(
    worked: Sequence[T], said: Sequence[T], same: Callable[[T, T], bool] = operator.eq
) -> list[T]:
    """The entries that both sides of an equals sign have; of one that was rounded, the exact value.

    >>> settled([Fraction(1, 3), Fraction(2)], [Fraction("0.33"), Fraction(2)])
    [Fraction(1, 3), Fraction(2, 1)]
    """
    if len(worked) != len(said):
        raise Unreadable("the equals signs stand between arrays of different shapes")
    return [_settled(i, *both, same) for i, both in enumerate(zip(worked, said, strict=True), 1)]


def _settled(at: int, worked: T, said: T, same: Callable[[T, T], bool]) -> T:
    if same(worked, said):
        return said
    if isinstance(worked, Fraction) and isinstance(said, Fraction):
        if found_rounding(said, worked):
            return worked
        if found_rounding(worked, said):
            return said
        both = f": entry {at} is {shown(worked)}, not {shown(said)}"
    else:
        both = f" at entry {at}"
    raise Unreadable(f"the equals signs do not hold{both}")


def summed(text: str) -> list[tuple[Fraction, str]]:
    """The arrays of a sum with their factors, `[1, 2] - 0.1*[3, 4]`; none where it is no sum of arrays.

    >>> summed("[1, 2] - 1/10*[3, 4]")
    [(Fraction(1, 1), '[1, 2]'), (Fraction(-1, 10), '[3, 4]')]
    >>> summed("[1, 2] - 3"), summed("[1, 2]")
    ([], [])
    """
    terms: list[tuple[Fraction, str]] = []
    start, sign = 0, 1
    signs = _signs_outside(text) if len(text) <= _LONGEST else []
    if not 0 < len(signs) < _MOST_TERMS:
        return []
    for found in [*signs, None]:
        term = text[start : found.start() if found else len(text)].strip()
        one = scaled_array(term) or ((Fraction(1), term) if is_array(term) else None)
        if one is None:
            return []
        terms.append((sign * one[0], one[1]))
        if found:
            start, sign = found.end(), -1 if found[1] == "-" else 1
    return terms


def _signs_outside(text: str) -> list[re.Match[str]]:
    """The signs that stand outside brackets and environments, up to one too many."""
    found, depth, at = [], 0, 0
    for sign in _PLUS.finditer(text):
        depth += _opened(text[at : sign.start()])
        at = sign.start()
        if depth == 0:
            found.append(sign)
        if len(found) >= _MOST_TERMS:
            break
    return found


def _opened(text: str) -> int:
    opened = sum(map(text.count, PAIRS)) + text.count(r"\begin")
    return opened - sum(map(text.count, PAIRS.values())) - text.count(r"\end")


def added(terms: Sequence[tuple[Fraction, list[list[str]]]]) -> list[list[str]]:
    """The entries of a sum of arrays with their factors; `Unreadable` where shapes differ.

    >>> added([(Fraction(1), [["1", "2"]]), (Fraction(-2), [["3", "x"]])])
    [['-5', '2 + (-2)*(x)']]
    """
    shapes = {tuple(map(len, rows)) for _, rows in terms}
    if len(shapes) > 1:
        raise Unreadable("arrays of different shapes are added; write the result alone")
    alike = zip(*(([[times(f, e) for e in row] for row in rows]) for f, rows in terms), strict=True)
    return [[_sum(entries) for entries in zip(*rows, strict=True)] for rows in alike]


def _sum(entries: Sequence[str]) -> str:
    try:
        return str(sum((read_digits(entry).value for entry in entries), Fraction(0)))
    except Unreadable:
        return " + ".join(entries)
