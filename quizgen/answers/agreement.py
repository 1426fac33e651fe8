"""Whether two formulas agree to all digits that can matter, at points where both have a value.

More digits are taken wherever fewer could hide a difference, see `quizgen.answers.digits`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b
from itertools import chain, islice

from quizgen.answers.bends import points_beside_bends
from quizgen.answers.constants import bits
from quizgen.answers.digits import (
    EXACT,
    TOO_MUCH,
    Budget,
    Digits,
    OutOfRangeError,
    TooMuchError,
    Undefined,
    size,
)
from quizgen.answers.points import Point, edges, points
from quizgen.answers.tree import Call, Number, Power, Tree

POINTS = 8
# Where formulas of roots and logarithms are compared if the question names no domain.
POSITIVES = "positives"
# Digits at every point, and where something small could be hidden; fewer where there is much to compute.
DIGITS, MOST_DIGITS, FEW_DIGITS = 50, 500, 150
# In units of `Budget`: what stays below 50 ms with everything else.
MOST_WORK = 1_000
MANY = 16
# Points beside the edges of pieces.
BESIDE = 44


def digits_agree(
    answer: Tree,
    key: Tree,
    names: Sequence[str],
    domain: str,
    seed: str,
    most_points: int,
    budget: Budget,
    *,
    pieces: bool = False,
) -> bool:
    """Equal to all digits that can matter at every point tried, and at one at least."""
    work = _work(answer) + _work(key)
    most = MOST_DIGITS if work <= MANY else FEW_DIGITS
    # With both signs of every name.
    least = min(POINTS // 2, max(2, most_points))
    wanted = max(least, min(most_points, POINTS if work <= MANY else POINTS // 2)) if names else 1
    compared = 0
    for point in sample_points(names, domain, seed):
        try:
            budget.spend(work // 2)
            # Two points with all digits suffice: what is small is small nearly everywhere.
            if not _agree_at(answer, key, point, most if compared < 2 else DIGITS, budget):
                return False
        except _Undecided:
            continue
        except TooMuchError:
            if compared < least:
                raise
            break
        compared += 1
        if compared == wanted:
            break
    if not compared and domain == POSITIVES:
        # A formula such as sqrt(-x) has values elsewhere only.
        return digits_agree(answer, key, names, "reals", seed, most_points, budget)
    if compared and pieces:
        return _agree_beside(answer, key, names, domain, seed, budget)
    if not compared and most == FEW_DIGITS:
        raise TooMuchError(TOO_MUCH)
    return compared > 0


class _Undecided(Exception):  # noqa: N818 - a point to be left out
    """The key has no value at this point, or not all of the answer can be seen."""


def sample_points(names: Sequence[str], domain: str, seed: str) -> Iterator[dict[str, Decimal]]:
    """Points of the domain, of both signs where it has them."""
    for i in range(POINTS * 3):
        yield {
            name: _decimal(
                f"{seed}|f{i}|{name}",
                domain,
                negative=domain != POSITIVES and (i >> min(j, 3)) & 1 == 1,
            )
            for j, name in enumerate(names)
        }


def _agree_beside(
    answer: Tree, key: Tree, names: Sequence[str], domain: str, seed: str, budget: Budget
) -> bool:
    """Equal also where pieces usually end, and beside the numbers that the formulas mention."""
    few = points(tuple(names), domain, seed, BESIDE)
    usual = islice(edges(tuple(names), domain, seed, (key, answer)), BESIDE)
    beside: Iterable[Point] = ()
    if domain != "positive_integers":
        beside = points_beside_bends(names, seed, key, answer)
    for point in chain(few[1::2], beside, usual):
        exact = {
            name: Decimal(value.numerator) / Decimal(value.denominator)
            for name, value in point.items()
        }
        try:
            budget.spend((_work(answer) + _work(key)) // 2)
            if not _agree_at(answer, key, exact, DIGITS, budget):
                return False
        except _Undecided:
            continue
        except TooMuchError:
            break
    return True


def _decimal(seed: str, domain: str, *, negative: bool) -> Decimal:
    """A coordinate between 1/8 and 8 in size; a whole number up to 25."""
    drawn = int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "big")
    if domain == "positive_integers":
        return Decimal(1 + drawn % 25)
    whole = Decimal(1 + (drawn >> 8) % 8_000_000_000)
    # Half of them below 1, where powers and logarithms turn.
    found = whole.scaleb(-9) if drawn & 1 else Decimal("0.125") + whole.scaleb(-10)
    return -found if negative else found


def _agree_at(
    answer: Tree, key: Tree, point: Mapping[str, Decimal], most: int, budget: Budget
) -> bool:
    digits = DIGITS
    while True:
        with_digits = Digits(digits, budget)
        try:
            truth, error = with_digits.value(key, point)
        except Undefined:
            raise _Undecided from None
        for_key, with_digits.needed = with_digits.needed, 0
        try:
            found, other = with_digits.value(answer, point)
        except OutOfRangeError:
            raise _Undecided from None
        except Undefined:
            return False
        scale = max(_seen(truth, error), _seen(found, other))
        error = max(error, other)
        if size(with_digits.context.subtract(found, truth)) > error + 3:
            return False
        for_answer = with_digits.needed
        if max(for_key, for_answer) > most:
            # What cannot be seen with the most digits may be in both; else other points decide.
            if most != DIGITS and min(for_key, for_answer) <= most:
                raise _Undecided
            return True
        needed = max(for_key, for_answer)
        if error > scale - DIGITS // 2:
            # Terms cancel, down to nothing perhaps; or one of the two is still in the other's error.
            more = 0 if scale == EXACT else error - scale + DIGITS // 2
            needed = max(needed, 3 * DIGITS, digits + more)
        if needed <= digits or digits >= most:
            return True
        digits = min(needed, most)


def _seen(value: Decimal, error: int) -> int:
    """The size of a value that is more than its error."""
    return size(value) if size(value) > error else EXACT


def _work(tree: Tree) -> int:
    """How many functions, powers and long numbers there are to compute."""
    if isinstance(tree, Number):
        return int(bits(tree.value) > 200)
    own = isinstance(tree, Call) or (isinstance(tree, Power) and not isinstance(tree.right, Number))
    return own + sum(_work(inner) for inner in tree.parts)


def ratio_with_digits(
    first: Tree, second: Tree, names: Sequence[str], seed: str
) -> Fraction | None:
    """First / second at a point where both have a value, as a fraction of small numbers."""
    for i in range(POINTS):
        point = {
            name: _decimal(f"{seed}|r{i}|{name}", "positive_integers", negative=False)
            for name in names
        }
        with_digits = Digits(DIGITS)
        try:
            (top, _), (bottom, _) = (with_digits.value(tree, point) for tree in (first, second))
        except Undefined:
            continue
        if top and bottom:
            ratio = with_digits.context.divide(top, bottom)
            return Fraction(ratio).limit_denominator(1000) if abs(size(ratio)) < 9 else None
    return None
