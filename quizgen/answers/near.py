"""Whether a formula is another one but for decimals that were rounded, by evaluation.

Every decimal may be moved by what its rounding can hide; what that moves of the value is what the
two formulas may differ by, at every point tried.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from quizgen.answers.agreement import sample_points
from quizgen.answers.constants import constant
from quizgen.answers.digits import Budget, Digits, TooMuchError, Undefined
from quizgen.answers.rounding import LEAST, SURE, Rounding, accepted, found_rounding, magnitude
from quizgen.answers.tree import Negative, Number, Tree, of_parts
from quizgen.answers.verdict import Unreadable

# From a tree down to one of its parts: the first, the second of its parts, and so on.
Path = tuple[int, ...]
POINTS, DIGITS, MOST = 6, 40, 12
WORK = 120
# A point at which so large a part of the value is open says nothing.
OPEN = Decimal("0.06")
# What moves do together may be a little more than what they do one by one.
TOGETHER, TOGETHER_STRICTLY = Decimal("1.1"), Decimal("0.999")


def rounded_formula(
    answer: Tree, key: Tree, names: Sequence[str], domain: str, seed: str
) -> Rounding | None:
    """How decimals of the answer round the key's numbers; None where that does not explain it.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x"]).read
    >>> rounded_formula(read("0.2877"), read("ln(4/3)"), [], "reals", "")
    Rounding(figures=4, cut=False)
    >>> rounded_formula(read("0.667x"), read("2x/3"), ["x"], "reals", "")
    Rounding(figures=3, cut=False)
    """
    number = plain_number(answer)
    if number is not None and not names:
        value = value_of(key)
        return None if value is None else found_rounding(number, value)
    places = decimals(answer)
    if not places or len(places) > MOST:
        return None
    figures = min(_figures(number) for _, number in places)
    if figures < LEAST:
        return None
    halves = [(path, _unit(number) / 2) for path, number in places]
    if _agree(answer, key, halves, names, domain, seed):
        return Rounding(figures)
    if figures < SURE:
        return None
    # What was cut off lies between nothing and a whole unit: half of it, give or take a half.
    for path, half in halves:
        answer = _moved(answer, path, half)
    cut = _agree(answer, key, halves, names, domain, seed, TOGETHER_STRICTLY)
    return Rounding(figures, cut=True) if cut else None


def accepts(
    answer: Tree, key: Tree, names: Sequence[str], domain: str, seed: str, figures: int
) -> bool:
    """Whether the answer is the key with numbers rounded to so many significant digits, or more."""
    number = plain_number(answer)
    if number is not None and not names:
        value = value_of(key)
        return value is not None and accepted(number, value, figures)
    found = rounded_formula(answer, key, names, domain, seed)
    return found is not None and not found.cut and found.figures >= figures


def within(
    answer: Tree, key: Tree, names: Sequence[str], domain: str, seed: str, atol: Fraction
) -> bool:
    """Whether the answer is the key with its decimals moved by no more than `atol` each."""
    places = [(path, atol) for path, _ in decimals(key)]
    if not places or len(places) > MOST:
        return False
    return _agree(key, answer, places, names, domain, seed)


def value_of(tree: Tree) -> Fraction | None:
    """The value of a formula to many digits; None where it has none or names have none."""
    exactly = constant(tree)
    if exactly is not None:
        return exactly
    try:
        return Fraction(Digits(DIGITS, Budget(WORK)).value(tree, {})[0])
    except (Undefined, Unreadable, KeyError):  # the last of a name
        return None


def decimals(tree: Tree) -> list[tuple[Path, Fraction]]:
    """The numbers of a formula that are no whole ones, and where they stand."""
    found: list[tuple[Path, Fraction]] = []
    if not _has_decimals(tree):
        return found

    def note(tree: Tree, path: Path) -> None:
        if isinstance(tree, Number) and tree.value.denominator != 1:
            found.append((path, tree.value))
        for i, inner in enumerate(tree.parts):
            note(inner, (*path, i))

    note(tree, ())
    return found


def _has_decimals(tree: Tree) -> bool:
    if isinstance(tree, Number):
        return tree.value.denominator != 1
    return any(map(_has_decimals, tree.parts))


def plain_number(tree: Tree) -> Fraction | None:
    """A number as it stands, perhaps with a sign; a quotient is none."""
    if isinstance(tree, Negative):
        inner = plain_number(tree.inner)
        return None if inner is None else -inner
    return tree.value if isinstance(tree, Number) else None


def _unit(number: Fraction) -> Fraction:
    """One in the last place written."""
    places = next((p for p in range(60) if not 10**p % number.denominator), 60)
    return Fraction(1, 10**places)


def _figures(number: Fraction) -> int:
    return magnitude(number) + 1 + len(str(_unit(number).denominator)) - 1


def _agree(
    tree: Tree,
    other: Tree,
    moves: Sequence[tuple[Path, Fraction]],
    names: Sequence[str],
    domain: str,
    seed: str,
    together: Decimal = TOGETHER,
) -> bool:
    """Whether the values differ by no more than all moves of decimals can make up."""
    variants = [_moved(tree, path, by) for path, by in moves]
    digits = Digits(DIGITS, Budget(WORK))
    compared = 0
    for point in sample_points(names, domain, seed):
        try:
            value, truth = (digits.value(one, point)[0] for one in (tree, other))
            reach = sum(abs(digits.value(one, point)[0] - value) for one in variants)
        except Undefined:
            continue
        except TooMuchError:
            return False
        if abs(value - truth) > reach * together:
            return False
        if reach > OPEN * abs(value):
            continue
        compared += 1
        if compared == POINTS or not names:
            break
    return compared >= (POINTS // 2 if names else 1)


def _moved(tree: Tree, path: Path, by: Fraction) -> Tree:
    """The formula with the number at a place moved."""
    if isinstance(tree, Number):
        return Number(tree.value + by)
    at, *below = path
    parts = tree.parts
    return of_parts(tree, (*parts[:at], _moved(parts[at], tuple(below), by), *parts[at + 1 :]))
