"""The working left of an array: `1/2*[6, 8] = [3, 4]`, `[1, 2] - 0.1*[3, 4] = [0.7, 1.6]`, `A*B = C` written out.

It has to have the value of the array, entry by entry. A sum or a product alone is no answer yet.
"""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from typing import TypeAlias, TypeVar

from quizgen.answers.between import has_several_letters
from quizgen.answers.brackets import PAIRS
from quizgen.answers.number import read_digits
from quizgen.answers.rounding import found_rounding
from quizgen.answers.scalar import shown
from quizgen.answers.scaled import is_array, scaled_array, times
from quizgen.answers.verdict import Unreadable

T = TypeVar("T")
Rows: TypeAlias = list[list[str]]
# A factor and the arrays it multiplies, each with the sign before it.
Term: TypeAlias = tuple[Fraction, list[tuple[str, str]]]
# A sign between two arrays of a sum.
_PLUS = re.compile(r"(?<=[\])}>0-9])\s*([-+])\s*(?=[-+0-9.\[({<\\a-z])")
# A sign between two arrays of a product; in LaTeX there may be none.
_TIMES = re.compile(
    r"(?<=[\])}>T'])(\s*(?:\*|·|×|@|%\*%|⊙|∘|\\(?:cdot|times|odot|circ)(?![A-Za-z]))\s*)(?=[\[({<\\a-z])"
    r"|(?:(?<=matrix\})|(?<=array\}))\s*(?=\\begin)"
)
_ENTRIES = frozenset({"⊙", "∘", r"\odot", r"\circ"})
_STARS = frozenset({"*", "×", r"\times"})
_LONGEST = 4_000
_MOST_TERMS = 8
_MOST_PRODUCTS = 4_096


def is_working(text: str) -> bool:
    """Whether a text is an array, one with a factor, or a sum or product of such.

    >>> is_working("1/2*[6, 8]"), is_working("[1, 2] + [3, 4]"), is_working("2*h")
    (True, True, False)
    """
    return is_array(text) or scaled_array(text) is not None or bool(terms_of(text))


def begins_working(formula: str, behind: str) -> bool:
    """Whether a formula in several letters stands before a sum or product of arrays: `W x = [[1, 2], [3, 4]]·[5, 6]`.

    >>> begins_working("W x", "[[1, 2], [3, 4]]*[5, 6]"), begins_working("W x", "[17, 39]")
    (True, False)
    """
    return has_several_letters(formula) and bool(terms_of(behind.strip()))


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


def settled_with(
    meanings: Sequence[Rows],
    flat: list[T],
    entry: Callable[[str], T],
    same: Callable[[T, T], bool] = operator.eq,
) -> list[T]:
    """The entries that an array and its working have, in one of the `meanings` of the working."""
    first, *others = [[entry(cell) for row in rows for cell in row] for rows in meanings]
    for one in others:
        with suppress(Unreadable):
            return settled(one, flat, same)
    return settled(first, flat, same)


def worked(text: str, read: Callable[[str], Rows]) -> list[Rows]:
    """The rows of an array, or of a sum or product of arrays, which `read` reads; of a star both meanings."""
    arrays = [(f, [(sign, read(one)) for sign, one in term]) for f, term in terms_of(text)]
    if not arrays:
        return [read(text)]

    def value(*, by_entry: bool) -> Rows:
        return added([(f, multiplied(term, by_entry=by_entry)) for f, term in arrays])

    try:
        found = [value(by_entry=False)]
    except Unreadable:
        return [value(by_entry=True)]
    with suppress(Unreadable):
        found.append(value(by_entry=True))
    return found


def terms_of(text: str) -> list[Term]:
    """The arrays of a sum, `[1, 2] - 0.1*[3, 4]`, or of a product; none where it is neither.

    >>> terms_of("[1, 2] - 1/10*[3, 4]")
    [(Fraction(1, 1), [('', '[1, 2]')]), (Fraction(-1, 10), [('', '[3, 4]')])]
    >>> terms_of("[[1, 2], [3, 4]] @ [5, 6]")
    [(Fraction(1, 1), [('', '[[1, 2], [3, 4]]'), ('@', '[5, 6]')])]
    >>> terms_of("[1, 2] - 3"), terms_of("[1, 2]")
    ([], [])
    """
    terms: list[Term] = []
    start, sign = 0, 1
    signs = _signs_outside(text) if len(text) <= _LONGEST else []
    if len(text) > _LONGEST or len(signs) >= _MOST_TERMS:
        return []
    for found in [*signs, None]:
        one = _term(text[start : found.start() if found else len(text)].strip())
        if one is None:
            return []
        terms.append((sign * one[0], one[1]))
        if found:
            start, sign = found.end(), -1 if found[1] == "-" else 1
    return terms if len(terms) > 1 or len(terms[0][1]) > 1 else []


def _term(text: str) -> Term | None:
    """A factor and the arrays multiplied, each with the sign before it."""
    pieces, signs, start = [], [""], 0
    for found in _outside(text, _TIMES):
        pieces.append(text[start : found.start()])
        signs.append((found[1] or "").strip())
        start = found.end()
    pieces.append(text[start:])
    first = scaled_array(pieces[0])
    factor, pieces[0] = first or (Fraction(1), pieces[0].strip())
    if len(pieces) > _MOST_TERMS or not all(map(is_array, pieces)):
        return None
    return factor, list(zip(signs, pieces, strict=True))


def _signs_outside(text: str) -> list[re.Match[str]]:
    """The signs between terms, up to one too many."""
    return list(islice(_outside(text, _PLUS), _MOST_TERMS))


def _outside(text: str, sign: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The places of a sign outside brackets and environments."""
    depth, at = 0, 0
    for found in sign.finditer(text):
        depth += _opened(text[at : found.start()])
        at = found.start()
        if depth == 0:
            yield found


def _opened(text: str) -> int:
    opened = sum(map(text.count, PAIRS)) + text.count(r"\begin")
    return opened - sum(map(text.count, PAIRS.values())) - text.count(r"\end")


def added(terms: Sequence[tuple[Fraction, Rows]]) -> Rows:
    """The entries of a sum of arrays with their factors; `Unreadable` where shapes differ.

    >>> added([(Fraction(1), [["1", "2"]]), (Fraction(-2), [["3", "x"]])])
    [['-5', '2 + (-2)*(x)']]
    """
    shapes = {tuple(map(len, rows)) for _, rows in terms}
    if len(shapes) > 1:
        raise Unreadable("arrays of different shapes are added; write the result alone")
    alike = zip(*(([[times(f, e) for e in row] for row in rows]) for f, rows in terms), strict=True)
    return [[_sum(entries) for entries in zip(*rows, strict=True)] for rows in alike]


def multiplied(factors: Sequence[tuple[str, Rows]], *, by_entry: bool = False) -> Rows:
    """The product of arrays; `by_entry` says that a star multiplies entry by entry, as in NumPy.

    A list of numbers is a column on the right, and a row on the left.

    >>> multiplied([("", [["1", "2"], ["3", "4"]]), ("*", [["5", "6"]])])
    [['17', '39']]
    """
    (_, found), *others = factors
    for sign, rows in others:
        alike = list(map(len, found)) == list(map(len, rows))
        if sign in _ENTRIES or (by_entry and sign in _STARS and alike):
            if not alike:
                raise Unreadable("arrays of different shapes are multiplied entry by entry")
            found = [
                [_sum([_product(pair)]) for pair in zip(*both, strict=True)]
                for both in zip(found, rows, strict=True)
            ]
        else:
            found = _matrix_product(found, rows)
    return found


def _matrix_product(left: Rows, right: Rows) -> Rows:
    inner = len(left[0])
    # A list that stands for a column: the product is a list again.
    turned = len(right) == 1 and inner == len(right[0]) and inner > 1
    columns = right if turned else [list(column) for column in zip(*right, strict=True)]
    if any(len(column) != inner for column in columns):
        raise Unreadable("arrays are multiplied whose shapes do not fit; write the result alone")
    if len(left) * len(columns) * inner > _MOST_PRODUCTS:
        raise Unreadable("arrays that are too large to be multiplied; write the result alone")
    rows = [
        [_sum([_product(pair) for pair in zip(row, column, strict=True)]) for column in columns]
        for row in left
    ]
    return [[row[0] for row in rows]] if turned else rows


def _product(pair: Sequence[str]) -> str:
    try:
        one, other = (read_digits(entry).value for entry in pair)
    except Unreadable:
        return "({})*({})".format(*pair)
    return str(one * other)


def _sum(entries: Sequence[str]) -> str:
    try:
        return str(sum((read_digits(entry).value for entry in entries), Fraction(0)))
    except Unreadable:
        return " + ".join(entries)
