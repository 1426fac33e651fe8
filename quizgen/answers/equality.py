"""Whether two formulas are equal, by evaluation; SymPy plays no part in a verdict.

Rational formulas: exactly at one random point of large whole numbers; those whose values are too
long for that modulo two 61-bit primes drawn from the key (a known prime would be fooled by
"answer + p"). Floor, ceiling, absolute value, maximum: at exact points.
Anything with exp, log or trigonometry: with 50 digits and more, see `quizgen.answers.agreement`.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import NamedTuple

from quizgen.answers.agreement import MOST_WORK, POINTS, POSITIVES, digits_agree, ratio_with_digits
from quizgen.answers.constants import bits, constant
from quizgen.answers.digits import Budget, Undefined
from quizgen.answers.points import Point, drawn, edges, points
from quizgen.answers.rational import Ratio, TooLongError, ratio, same_ratio
from quizgen.answers.tree import (
    Call,
    Constant,
    Name,
    Negative,
    Number,
    Pair,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)
from quizgen.answers.verdict import Unreadable

DEGREE = 2_000
# Where rounding may differ, and where only signs and sizes may.
EXACT_POINTS, SIGN_POINTS = 120, 60
# Bits of a value at a point: beyond them a formula is an attack on the time it takes.
MOST_BITS = 100_000
# Coordinates stay below it.
MERSENNE = 2**61 - 1
# No prime of 61 bits shares a factor with it; most other numbers do.
_SMALL_PRIMES = math.prod(n for n in range(3, 212) if all(n % d for d in range(2, n)))
# These bases decide for every number below 2^64 (J. Sinclair 2011).
_BASES = (2, 325, 9375, 28178, 450775, 9780504, 1795265022)
# The domain where a question names none: all reals, but positive numbers for formulas with nothing
# beyond roots, logarithms and powers, whose names are sizes and constants: sqrt(k/m) sqrt(m/k) is 1.
USUAL = "usual"
OF_POSITIVES = frozenset({"sqrt", "ln", "log2", "log10", "power", "pi"})
PIECEWISE = frozenset({"floor", "ceil", "abs", "max", "min", "relu", "sign"})


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


class Target:
    """A formula with which a class's answers are compared: what is known of it is computed once.

    `most_points` bounds the work on functions such as exp where many formulas are compared.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> target = Target(read("x^2 + 2xy + y^2"))
    >>> target.equals(read("(x+y)^2")), target.equals(read("x"))
    (True, False)
    """

    def __init__(
        self, tree: Tree, *, domain: str = "reals", seed: str = "", most_points: int = POINTS
    ) -> None:
        self.tree = tree
        self.domain, self.seed, self.most_points = domain, seed, most_points
        self._point = _RandomPoint(seed)
        self._points: dict[int, dict[str, int]] = {}
        self._values: dict[int, int | None] = {}
        self._truths: dict[tuple[str, ...], list[Fraction | None]] = {}
        self._ratio = self._ratio_of(tree)
        if self._ratio is None:
            self.facts  # noqa: B018 - refuses what takes long

    @cached_property
    def facts(self) -> Facts:
        """What is known of the formula."""
        return facts(self.tree)

    def equals_at_once(self, answer: Tree) -> bool | None:
        """Whether an answer is equal where both are rational and short; None where more has to be done."""
        if self._ratio is None:
            return None
        found = self._ratio_of(answer)
        return None if found is None else same_ratio(found, self._ratio)

    def _ratio_of(self, tree: Tree) -> Ratio | None:
        try:
            return ratio(tree, self._point)
        except Undefined:
            return None

    def equals(
        self, answer: Tree, known: Facts | None = None, budget: Budget | None = None
    ) -> bool:
        """Whether an answer has the same value everywhere on the domain.

        `known` are the answer's facts; `budget` is the work that several comparisons share.
        """
        at_once = self.equals_at_once(answer)
        if at_once is not None:
            return at_once
        if answer == self.tree:
            return True
        mine = known or facts(answer)
        used = mine.used | self.facts.used
        if not used:
            return self._equal_at_a_point(answer, mine.names)
        budget = budget or Budget(MOST_WORK)
        names = tuple(sorted(mine.names | self.facts.names))
        if used <= PIECEWISE:
            count = EXACT_POINTS if used & {"floor", "ceil"} else SIGN_POINTS
            budget.spend(count * (1 + _nodes(answer) // 40) // 4)
            return self._equal_exactly(answer, names, count)
        domain = POSITIVES if self.domain == USUAL and used <= OF_POSITIVES else self.domain
        return digits_agree(
            answer, self.tree, names, domain, self.seed, self.most_points, budget,
            pieces=bool(used & PIECEWISE),
        )  # fmt: skip

    def _equal_at_a_point(self, answer: Tree, names: frozenset[str]) -> bool:
        """Of two rational formulas one has no value at the point, or their values are too long."""
        try:
            return same_ratio(ratio(answer, self._point), ratio(self.tree, self._point))
        except TooLongError:
            return self._equal_modulo_primes(answer, names)
        except Undefined:
            return False

    def _equal_modulo_primes(self, answer: Tree, names: frozenset[str]) -> bool:
        compared = False
        for prime in primes(self.seed):
            point = self._points.setdefault(prime, {})
            for name in names | self.facts.names:
                if name not in point:
                    point[name] = _coordinate(self.seed, prime, name)
            if prime not in self._values:
                self._values[prime] = _value_or_none(self.tree, point, prime)
            truth = self._values[prime]
            if truth is None:
                continue
            if _value_or_none(answer, point, prime) != truth:
                return False
            compared = True
        return compared

    def _equal_exactly(self, answer: Tree, names: tuple[str, ...], count: int) -> bool:
        compared = False
        truths = self._truths.setdefault(names, [])
        for i, point in enumerate(points(names, self.domain, self.seed, count)):
            if i == len(truths):
                truths.append(_exact_or_none(self.tree, point))
            truth = truths[i]
            if truth is not None:
                if _exact_or_none(answer, point) != truth:
                    return False
                compared = True
        for point in edges(names, self.domain, self.seed, (self.tree, answer)):
            truth = _exact_or_none(self.tree, point)
            if truth is not None and _exact_or_none(answer, point) != truth:
                return False
        return compared


def equal(answer: Tree, key: Tree, *, domain: str = "reals", seed: str = "") -> bool:
    """Whether two formulas have the same value everywhere on the domain.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> equal(read("(x+y)^2"), read("x^2 + 2xy + y^2")), equal(read("x"), read("y"))
    (True, False)
    """
    return Target(key, domain=domain, seed=seed).equals(answer)


class _RandomPoint(dict[str, int]):
    """Large whole numbers for names, drawn from the key when they are asked for."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, name: str) -> int:
        self[name] = found = 1 + drawn(self.seed, name) % MERSENNE
        return found


# Modulo a prime


@lru_cache(maxsize=1024)
def primes(seed: str) -> tuple[int, int]:
    """Two 61-bit primes that nobody knows who does not know the key."""
    found: list[int] = []
    counter = 0
    while len(found) < 2:
        digest = blake2b(f"{seed}|{counter}".encode(), digest_size=8).digest()
        candidate = (int.from_bytes(digest, "big") >> 3) | (1 << 60) | 1
        if _is_prime(candidate) and candidate not in found:
            found.append(candidate)
        counter += 1
    return found[0], found[1]


def _is_prime(n: int) -> bool:
    if math.gcd(n, _SMALL_PRIMES) > 1:
        return False
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in _BASES:
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def _coordinate(seed: str, prime: int, name: str) -> int:
    digest = blake2b(f"{seed}|{prime}|{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % prime


def _value_or_none(tree: Tree, point: Mapping[str, int], prime: int) -> int | None:
    try:
        return modular(tree, point, prime)
    except Undefined:
        return None


def modular(tree: Tree, point: Mapping[str, int], prime: int) -> int:
    """The value of a rational formula modulo a prime."""
    if type(tree) is Number:
        value = tree.value
        if value.denominator == 1:
            return value.numerator % prime
        if value.denominator % prime == 0:
            raise Undefined
        return value.numerator * pow(value.denominator, -1, prime) % prime
    if type(tree) is Name:
        return point[tree.name]
    if type(tree) is Negative:
        return -modular(tree.inner, point, prime) % prime
    if not isinstance(tree, Pair):
        raise Undefined
    left = modular(tree.left, point, prime)
    if type(tree) is Power:
        exponent = constant(tree.right)
        if exponent is None or (left == 0 and exponent < 0):
            raise Undefined
        return pow(left, exponent.numerator, prime)
    right = modular(tree.right, point, prime)
    if type(tree) is Sum:
        return (left + right) % prime
    if type(tree) is Product:
        return left * right % prime
    if right == 0:
        raise Undefined
    return left * pow(right, -1, prime) % prime


# At exact points


def _exact_or_none(tree: Tree, point: Point) -> Fraction | None:
    try:
        return exact(tree, point)
    except Undefined:
        return None


def _nodes(tree: Tree) -> int:
    return 1 + sum(map(_nodes, tree.parts))


def exact(tree: Tree, point: Point) -> Fraction:
    """The exact value at a point."""
    if type(tree) is Number:
        return tree.value
    if type(tree) is Name:
        return point[tree.name]
    if type(tree) is Negative:
        return -exact(tree.inner, point)
    if type(tree) is Call:
        return _piecewise(tree.function, [exact(inner, point) for inner in tree.arguments])
    if not isinstance(tree, Pair):
        raise Undefined
    left, right = exact(tree.left, point), exact(tree.right, point)
    if type(tree) is Sum:
        return left + right
    if type(tree) is Product:
        return _bounded(left * right)
    if type(tree) is Quotient:
        if right == 0:
            raise Undefined
        return _bounded(left / right)
    if right.denominator != 1 or (left == 0 and right < 0) or abs(right) > DEGREE:
        raise Undefined
    if bits(left) * abs(right) > MOST_BITS:
        raise Unreadable("the powers in this formula are too large")
    return Fraction(left**right.numerator)


def _bounded(value: Fraction) -> Fraction:
    if bits(value) > MOST_BITS:
        raise Unreadable("the numbers in this formula become too large")
    return value


def _piecewise(function: str, values: list[Fraction]) -> Fraction:
    first = values[0]
    if function == "floor":
        return Fraction(math.floor(first))
    if function == "ceil":
        return Fraction(math.ceil(first))
    if function == "abs":
        return abs(first)
    if function == "relu":
        return max(first, Fraction(0))
    if function == "sign":
        return Fraction((first > 0) - (first < 0))
    return max(values) if function == "max" else min(values)


def constant_ratio(first: Tree, second: Tree, seed: str) -> Fraction | None:
    """First / second at an exact point where both have a value and neither is zero; None if there is none."""
    one, other = facts(first), facts(second)
    names = tuple(sorted(one.names | other.names))
    if (one.used | other.used) - PIECEWISE:
        return ratio_with_digits(first, second, names, seed)
    for point in points(names, "positive_integers", seed, EXACT_POINTS):
        try:
            top, bottom = exact(first, point), exact(second, point)
        except Undefined:
            continue
        if top and bottom:
            return top / bottom
    return None
