"""Whether two formulas are equal, by evaluation; SymPy plays no part in a verdict.

Rational formulas: at random points modulo two 61-bit primes drawn from the key (a known prime
would be fooled by "answer + p"). Floor, ceiling, absolute value, maximum: at exact points.
Anything with exp, log or trigonometry: with 50 digits and more, see `quizgen.answers.digits`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any

from quizgen.answers.digits import Digits, Undefined, size
from quizgen.answers.syntax import Tree
from quizgen.answers.verdict import Unreadable

DEGREE = 2_000
BITS = 4_096
# Where rounding may differ, and where only signs and sizes may.
EXACT_POINTS, SIGN_POINTS = 60, 30
POINTS = 8
# Digits at every point, and where something small could be hidden; fewer where there is much to compute.
DIGITS, MOST_DIGITS, FEW_DIGITS = 50, 600, 150
MANY, VERY_MANY = 16, 60
PIECEWISE = frozenset({"floor", "ceil", "abs", "max", "min", "relu", "sign"})
Point = Mapping[str, Any]


def degree(tree: Tree) -> int:
    """An upper bound of the degree of numerator and denominator; `Unreadable` above the cap."""
    kind = tree[0]
    if kind in ("num", "const"):
        return 0
    if kind == "var":
        return 1
    if kind == "neg":
        return degree(tree[1])
    if kind == "^":
        exponent = constant(tree[2])
        found = degree(tree[1])
        if exponent is not None and exponent.denominator == 1:
            if abs(exponent) > DEGREE:
                raise Unreadable(f"the exponent is larger than {DEGREE}")
            found *= max(1, abs(exponent.numerator))
    elif kind == "call":
        found = sum(degree(inner) for inner in tree[2:])
    else:
        found = degree(tree[1]) + degree(tree[2])
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


def functions(tree: Tree) -> set[str]:
    """Everything in a tree beyond the four operations: functions, constants, other powers."""
    kind = tree[0]
    if kind in ("num", "var"):
        return set()
    if kind == "const":
        return {tree[1]}
    found = {tree[1]} if kind == "call" else set()
    if kind == "^":
        exponent = constant(tree[2])
        if exponent is None or exponent.denominator != 1:
            found.add("power")
    for inner in tree[2 if kind == "call" else 1 :]:
        found |= functions(inner)
    return found


def equal(
    answer: Tree, key: Tree, *, domain: str = "reals", seed: str = "", most_points: int = POINTS
) -> bool:
    """Whether two formulas have the same value everywhere on the domain.

    `most_points` bounds the work on functions such as exp where many formulas are compared.

    >>> from quizgen.answers.syntax import Formula
    >>> read = Formula(["x", "y"]).read
    >>> equal(read("(x+y)^2"), read("x^2 + 2xy + y^2")), equal(read("x"), read("y"))
    (True, False)
    """
    degree(answer)
    degree(key)
    names = tuple(sorted(variables(answer) | variables(key)))
    used = functions(answer) | functions(key)
    if not used:
        return all(
            _agree(answer, key, _modular_point(names, prime, seed), partial(modular, prime=prime))
            for prime in primes(seed)
        )
    if used <= PIECEWISE:
        points = exact_points(names, domain, seed)
        if not used & {"floor", "ceil"}:
            points = points[:SIGN_POINTS]
        return all(_agree(answer, key, point, exact) for point in points)
    return digits_agree(answer, key, domain, seed, most_points)


def variables(tree: Tree) -> set[str]:
    """The names in a tree."""
    found: set[str] = set()
    pending = [tree]
    while pending:
        node = pending.pop()
        if node[0] == "var":
            found.add(node[1])
        elif node[0] != "num":
            pending.extend(inner for inner in node[1:] if isinstance(inner, tuple))
    return found


def _agree(answer: Tree, key: Tree, point: Point, value: Callable[[Tree, Point], Any]) -> bool:
    try:
        truth = value(key, point)
    except Undefined:
        return True
    try:
        return bool(value(answer, point) == truth)
    except Undefined:
        return False


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


@lru_cache(maxsize=1024)
def _modular_point(names: tuple[str, ...], prime: int, seed: str) -> Point:
    return {
        name: int.from_bytes(
            blake2b(f"{seed}|{prime}|{name}".encode(), digest_size=8).digest(), "big"
        )
        % prime
        for name in names
    }


def modular(tree: Tree, point: Point, prime: int) -> int:
    """The value of a rational formula modulo a prime."""
    kind = tree[0]
    if kind == "num":
        value: Fraction = tree[1]
        if value.denominator % prime == 0:
            raise Undefined
        return value.numerator * pow(value.denominator, -1, prime) % prime
    if kind == "var":
        return int(point[tree[1]])
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
                sign = -1 if (i >> j) & 1 else 1
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


# At points with digits


def digits_agree(
    answer: Tree, key: Tree, domain: str, seed: str, most_points: int = POINTS
) -> bool:
    """Equal to all digits that can matter at every point tried, and at one at least."""
    names = sorted(variables(answer) | variables(key))
    work = _work(answer) + _work(key)
    most = MOST_DIGITS if work <= MANY else FEW_DIGITS
    points = POINTS if work <= MANY else POINTS // 2 if work <= VERY_MANY else POINTS // 4
    wanted = min(most_points, points) if names else 1
    compared = 0
    for i in range(POINTS * 3):
        point = {name: _decimal(f"{seed}|f{i}|{name}", domain, i) for name in names}
        try:
            # Two points with all digits suffice: what is small is small nearly everywhere.
            if not _agree_at(answer, key, point, most if compared < 2 else DIGITS):
                return False
        except _KeyUndefined:
            continue
        compared += 1
        if compared == wanted:
            return True
    return compared > 0


class _KeyUndefined(Exception):  # noqa: N818 - a point to be left out
    """The key has no value at this point."""


def _decimal(seed: str, domain: str, i: int) -> Decimal:
    """A coordinate between 1/8 and 8 in size, a third of them negative; a whole number up to 25."""
    drawn = int.from_bytes(blake2b(seed.encode(), digest_size=8).digest(), "big")
    if domain == "positive_integers":
        return Decimal(1 + drawn % 25)
    whole = Decimal(1 + (drawn >> 8) % 8_000_000_000)
    # Half of them below 1, where powers and logarithms turn.
    size = whole.scaleb(-9) if drawn & 1 else Decimal("0.125") + whole.scaleb(-10)
    return -size if i % 3 == 2 else size


def _agree_at(answer: Tree, key: Tree, point: Mapping[str, Decimal], most: int) -> bool:
    digits = DIGITS
    while True:
        with_digits = Digits(digits)
        try:
            truth, error = with_digits.value(key, point)
        except Undefined:
            raise _KeyUndefined from None
        for_key, with_digits.needed = with_digits.needed, 0
        try:
            found, other = with_digits.value(answer, point)
        except Undefined:
            return False
        error = max(error, other)
        if size(with_digits.context.subtract(found, truth)) > error + 3:
            return False
        needed = max(for_key, with_digits.needed)
        if error > max(size(found), size(truth)) - DIGITS // 2:
            needed = max(needed, 3 * DIGITS)  # terms cancel, down to nothing perhaps
        if needed <= digits or digits >= most:
            # What cannot be seen with the most digits is not there in the key.
            return with_digits.needed <= most or for_key > most or most == DIGITS
        digits = min(needed, most)


def _work(tree: Tree) -> int:
    """How many functions, powers and long numbers there are to compute."""
    if tree[0] == "num":
        return int(_bits(tree[1]) > 200)
    if tree[0] in ("var", "const"):
        return 0
    own = tree[0] in ("call", "^")
    return own + sum(_work(inner) for inner in tree[2 if tree[0] == "call" else 1 :])


def constant_ratio(first: Tree, second: Tree, seed: str) -> Fraction | None:
    """First / second at an exact point where both have a value and neither is zero; None if there is none."""
    names = tuple(sorted(variables(first) | variables(second)))
    if (functions(first) | functions(second)) - PIECEWISE:
        return _ratio_with_digits(first, second, names, seed)
    for point in exact_points(names, "positive_integers", seed):
        try:
            top, bottom = exact(first, point), exact(second, point)
        except Undefined:
            continue
        if top and bottom:
            return top / bottom
    return None


def _ratio_with_digits(
    first: Tree, second: Tree, names: Sequence[str], seed: str
) -> Fraction | None:
    for i in range(POINTS):
        point = {name: _decimal(f"{seed}|r{i}|{name}", "positive_integers", i) for name in names}
        with_digits = Digits(DIGITS)
        try:
            (top, _), (bottom, _) = (with_digits.value(tree, point) for tree in (first, second))
        except Undefined:
            continue
        if top and bottom:
            ratio = with_digits.context.divide(top, bottom)
            return Fraction(ratio).limit_denominator(1000) if abs(size(ratio)) < 9 else None
    return None
