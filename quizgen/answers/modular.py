"""Values of rational formulas modulo large primes, where the values themselves are too long.

The primes are drawn from the key: a known one would be fooled by "answer + p".
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

from quizgen.answers.constants import constant
from quizgen.answers.digits import Undefined
from quizgen.answers.tree import Name, Negative, Number, Pair, Power, Product, Sum, Tree

# No prime of 61 bits shares a factor with it; most other numbers do.
_SMALL_PRIMES = math.prod(n for n in range(3, 212) if all(n % d for d in range(2, n)))
# These bases decide for every number below 2^64 (J. Sinclair 2011).
_BASES = (2, 325, 9375, 28178, 450775, 9780504, 1795265022)


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


def coordinate(seed: str, prime: int, name: str) -> int:
    """The number modulo a prime that stands for a name."""
    digest = blake2b(f"{seed}|{prime}|{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % prime


def value_modulo(tree: Tree, point: Mapping[str, int], prime: int) -> int | None:
    """The value of a rational formula modulo a prime; None where it has none."""
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
