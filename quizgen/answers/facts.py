"""What decides how a formula is compared: its names, its functions, a bound of its degree."""

from typing import NamedTuple

from quizgen.answers.constants import constant
from quizgen.answers.tree import Call, Constant, Name, Negative, Number, Pair, Power, Tree
from quizgen.answers.verdict import Unreadable

DEGREE = 2_000


class Facts(NamedTuple):
    """What decides how a formula is compared.

    Its names, everything in it beyond the four operations, and a bound of its degree.
    """

    names: frozenset[str]
    used: frozenset[str]
    degree: int


def facts(tree: Tree) -> Facts:
    """The facts of a tree in one pass; `Unreadable` above the cap of the degree.

    >>> from quizgen.answers.syntax import Formula
    >>> facts(Formula(["x"]).read("exp(x) + x^3")).degree
    4
    """
    names: set[str] = set()
    used: set[str] = set()
    degree = _degree(tree, names, used)
    return Facts(frozenset(names), frozenset(used), degree)


def _degree(tree: Tree, names: set[str], used: set[str]) -> int:
    """An upper bound of the degree of numerator and denominator; names and functions are noted."""
    if type(tree) is Number:
        return 0
    if type(tree) is Name:
        names.add(tree.name)
        return 1
    if isinstance(tree, Pair):
        found = _degree(tree.left, names, used)
        if type(tree) is Power:
            found *= _factor(tree.right, names, used)
        else:
            found += _degree(tree.right, names, used)
    elif type(tree) is Negative:
        return _degree(tree.inner, names, used)
    elif type(tree) is Call:
        used.add(tree.function)
        found = sum(_degree(inner, names, used) for inner in tree.arguments)
    elif type(tree) is Constant:
        used.add(tree.name)
        return 0
    else:
        found = _degree(tree.left, names, used) + _degree(tree.right, names, used)
    if found > DEGREE:
        raise Unreadable(f"the formula has a degree above {DEGREE}")
    return found


def _factor(exponent: Tree, names: set[str], used: set[str]) -> int:
    """How many times the degree of its base a power has."""
    known = constant(exponent)
    if known is None or known.denominator != 1:
        used.add("power")
        _degree(exponent, names, used)
        return 1
    if abs(known) > DEGREE:
        raise Unreadable(f"the exponent is larger than {DEGREE}")
    return max(1, abs(known.numerator))
