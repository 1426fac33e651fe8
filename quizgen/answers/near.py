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
from quizgen.answers.tree import Tree
from quizgen.answers.verdict import Unreadable

# From a tree down to one of its parts.
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
    figures = min((_figures(number) for _, number in places), default=0)
    if figures < LEAST or len(places) > MOST:
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
    """The value of a formula without names to many digits; None where it has none."""
    exactly = constant(tree)
    if exactly is not None:
        return exactly
    try:
        return Fraction(Digits(DIGITS, Budget(WORK)).value(tree, {})[0])
    except (Undefined, Unreadable):
        return None


def decimals(tree: Tree) -> list[tuple[Path, Fraction]]:
    """The numbers of a formula that are no whole ones, and where they stand."""
    found: list[tuple[Path, Fraction]] = []
    if not _has_decimals(tree):
        return found

    def note(tree: Tree, path: Path) -> None:
        if tree[0] == "num":
            if tree[1].denominator != 1:
                found.append((path, tree[1]))
        elif tree[0] != "var":
            for i, inner in enumerate(tree):
                if isinstance(inner, tuple):
                    note(inner, (*path, i))

    note(tree, ())
    return found


def _has_decimals(tree: Tree) -> bool:
    kind = tree[0]
    if kind == "num":
        return bool(tree[1].denominator != 1)
    if kind in ("var", "const"):
        return False
    return any(map(_has_decimals, tree[2:] if kind == "call" else tree[1:]))


def plain_number(tree: Tree) -> Fraction | None:
    """A number as it stands, perhaps with a sign; a quotient is none."""
    if tree[0] == "neg":
        inner = plain_number(tree[1])
        return None if inner is None else -inner
    return tree[1] if tree[0] == "num" else None


def _unit(number: Fraction) -> Fraction:
    """One in the last place written."""
    places = next((p for p in range(60) if not 10**p % number.denominator), 60)
    return Fraction(1, 10**places)


def _figures(number: Fraction) -> int:
    return magnitude(number) + 1 + len(str(_unit(number).denominator)) - 1


def _agree(
    tree: Tree,
    other: Tree,
    moves: Sequence[tuple[tuple[int, ...], Fraction]],
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
            reach = sum(
                (abs(digits.value(one, point)[0] - value) for one in variants), start=Decimal(0)
            )
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


def _moved(tree: Tree, path: tuple[int, ...], by: Fraction) -> Tree:
    if not path:
        return ("num", tree[1] + by)
    at = path[0]
    return (*tree[:at], _moved(tree[at], path[1:], by), *tree[at + 1 :])
