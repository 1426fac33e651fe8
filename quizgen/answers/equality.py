"""Whether two formulas are equal, by evaluation; SymPy plays no part in a verdict.

Rational formulas: at random points modulo two 61-bit primes drawn from the key (a known prime
would be fooled by "answer + p"). Floor, ceiling, absolute value, maximum: at exact points.
Anything with exp, log or trigonometry: with 50 digits and more, see `quizgen.answers.agreement`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from quizgen.answers.agreement import MOST_WORK, POINTS, digits_agree, ratio_with_digits
from quizgen.answers.digits import Budget, Undefined
from quizgen.answers.syntax import Tree
from quizgen.answers.verdict import Unreadable

DEGREE = 2_000
BITS = 4_096
# Where rounding may differ, and where only signs and sizes may.
EXACT_POINTS, SIGN_POINTS = 60, 30
PIECEWISE = frozenset({"floor", "ceil", "abs", "max", "min", "relu", "sign"})
Point = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
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
    kind = tree[0]
    if kind == "num":
        return 0
    if kind == "var":
        names.add(tree[1])
        return 1
    if kind == "const":
        used.add(tree[1])
        return 0
    if kind == "neg":
        return _degree(tree[1], names, used)
    if kind == "call":
        used.add(tree[1])
        found = sum(_degree(inner, names, used) for inner in tree[2:])
    elif kind == "^":
        exponent = constant(tree[2])
        found = _degree(tree[1], names, used)
        if exponent is None or exponent.denominator != 1:
            used.add("power")
            _degree(tree[2], names, used)
        elif abs(exponent) > DEGREE:
            raise Unreadable(f"the exponent is larger than {DEGREE}")
        else:
            found *= max(1, abs(exponent.numerator))
    else:
        found = _degree(tree[1], names, used) + _degree(tree[2], names, used)
    if found > DEGREE:
        raise Unreadable(f"the formula has a degree above {DEGREE}")
    return found


def constant(tree: Tree) -> Fraction | None:
    """The value of a tree without names, if it is a small rational."""
    kind = tree[0]
    if kind == "num":
        return tree[1]  # type: ignore[no-any-return]
    if kind == "neg":
        inner = constant(tree[1])
        return None if inner is None else -inner
    if kind in "+*/" and len(kind) == 1:
        left, right = constant(tree[1]), constant(tree[2])
        if left is None or right is None or _bits(left) + _bits(right) > BITS:
            return None
        if kind == "/":
            return left / right if right else None
        return left + right if kind == "+" else left * right
    if kind == "^":
        base, exponent = constant(tree[1]), constant(tree[2])
        if base is None or exponent is None or exponent.denominator != 1 or abs(exponent) > 400:
            return None
        if _bits(base) * abs(exponent) > BITS or (base == 0 and exponent <= 0):
            return None
        return Fraction(base**exponent.numerator)
    return None


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


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
        self.tree, self.facts = tree, facts(tree)
        self.domain, self.seed, self.most_points = domain, seed, most_points
        self._points: dict[int, dict[str, int]] = {}
        self._values: dict[int, int | None] = {}
        self._truths: dict[tuple[str, ...], list[Fraction | None]] = {}

    def equals(
        self, answer: Tree, known: Facts | None = None, budget: Budget | None = None
    ) -> bool:
        """Whether an answer has the same value everywhere on the domain.

        `known` are the answer's facts; `budget` is the work that several comparisons share.
        """
        if answer == self.tree:
            return True
        budget = budget or Budget(MOST_WORK)
        mine = known or facts(answer)
        used = mine.used | self.facts.used
        if not used:
            return self._equal_modulo_primes(answer, mine.names)
        names = tuple(sorted(mine.names | self.facts.names))
        if used <= PIECEWISE:
            count = EXACT_POINTS if used & {"floor", "ceil"} else SIGN_POINTS
            budget.spend(count * (1 + _nodes(answer) // 40) // 2)
            return self._equal_exactly(answer, names, count)
        return digits_agree(
            answer, self.tree, names, self.domain, self.seed, self.most_points, budget
        )

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
        points = exact_points(names, self.domain, self.seed)
        truths = self._truths.setdefault(names, [])
        for i, point in enumerate(points[:count]):
            if i == len(truths):
                truths.append(_exact_or_none(self.tree, point))
            truth = truths[i]
            if truth is None:
                continue
            try:
                if exact(answer, point) != truth:
                    return False
            except Undefined:
                return False
            compared = True
        return compared


def equal(answer: Tree, key: Tree, *, domain: str = "reals", seed: str = "") -> bool:
    """Whether two formulas have the same value everywhere on the domain.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> equal(read("(x+y)^2"), read("x^2 + 2xy + y^2")), equal(read("x"), read("y"))
    (True, False)
    """
    return Target(key, domain=domain, seed=seed).equals(answer)


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
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
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
    kind = tree[0]
    if kind == "num":
        value: Fraction = tree[1]
        if value.denominator == 1:
            return value.numerator % prime
        if value.denominator % prime == 0:
            raise Undefined
        return value.numerator * pow(value.denominator, -1, prime) % prime
    if kind == "var":
        return point[tree[1]]
    if kind == "neg":
        return -modular(tree[1], point, prime) % prime
    left = modular(tree[1], point, prime)
    if kind == "^":
        exponent = constant(tree[2])
        if exponent is None:
            raise Undefined
        if left == 0 and exponent < 0:
            raise Undefined
        return pow(left, exponent.numerator, prime)
    right = modular(tree[2], point, prime)
    if kind == "+":
        return (left + right) % prime
    if kind == "*":
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
    return 1 + sum(_nodes(inner) for inner in tree[1:] if isinstance(inner, tuple))


@lru_cache(maxsize=256)
def exact_points(names: tuple[str, ...], domain: str, seed: str) -> list[Point]:
    """Points that tell floor from ceiling and |x| from x: all sizes, all signs, zero."""
    found: list[Point] = []
    for i in range(EXACT_POINTS):
        point = {}
        for j, name in enumerate(names):
            digest = blake2b(f"{seed}|{i}|{name}".encode(), digest_size=16).digest()
            a, b = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")
            size = 1 + (a >> 5) % 40  # log-uniform: 1 to 40 bits, up to about 1e12
            value = Fraction(1 + b % (1 << size))
            if domain != "positive_integers":
                sign = -1 if ((i >> j) if j < 4 else a >> 50) & 1 else 1
                value *= Fraction(sign, 1 + a % 7)
                if (i + j) % 11 == 0:
                    value = Fraction(0)
            point[name] = value
        found.append(point)
    return found


def exact(tree: Tree, point: Point) -> Fraction:
    """The exact value at a point."""
    kind = tree[0]
    if kind == "num":
        return tree[1]  # type: ignore[no-any-return]
    if kind == "var":
        return point[tree[1]]  # type: ignore[no-any-return]
    if kind == "neg":
        return -exact(tree[1], point)
    if kind == "call":
        return _piecewise(tree[1], [exact(inner, point) for inner in tree[2:]])
    left, right = exact(tree[1], point), exact(tree[2], point)
    if kind == "+":
        return left + right
    if kind == "*":
        return left * right
    if kind == "/":
        if right == 0:
            raise Undefined
        return left / right
    if right.denominator != 1 or (left == 0 and right < 0) or abs(right) > DEGREE:
        raise Undefined
    if max(left.numerator.bit_length(), left.denominator.bit_length()) * abs(right) > 200_000:
        raise Unreadable("the powers in this formula are too large")
    return Fraction(left**right.numerator)


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
    for point in exact_points(names, "positive_integers", seed):
        try:
            top, bottom = exact(first, point), exact(second, point)
        except Undefined:
            continue
        if top and bottom:
            return top / bottom
    return None
