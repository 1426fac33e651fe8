r"""Entropy, Kullback-Leibler divergence and cross-entropy of finite distributions.

To base e logarithms stay exact; to base 2 a value is a fraction where it is one, a float elsewhere.
Source: Goodfellow, Bengio and Courville (2016), section 3.13; 0 log 0 is 0.
"""

import math
from fractions import Fraction
from typing import Any

from quizgen.solver.arithmetic import arithmetic_of
from quizgen.solver.errors import ShapeError
from quizgen.solver.logarithm import Log, whole
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, scalar

BASES = (2, "e")
# Up to this common denominator a sum of exact logarithms is short enough to print.
DENOMINATOR = 60


@quantity
def entropy(p: Any, base: int | str = "e", *, called: str = "p") -> Any:
    """-Σ p_i log p_i, to base 2 (bits) or "e" (nats).

    >>> entropy([Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)], base=2)
    Fraction(3, 2)
    >>> print(entropy([Fraction(1, 3), Fraction(2, 3)]))
    1/3*ln(27/4)
    """
    shares = _distribution(p, "entropy")
    return _expected("entropy", shares, shares, shares, base, -1, called)


@quantity
def distribution_cross_entropy(p: Any, q: Any, base: int | str = "e", *, called: str = "p") -> Any:
    """-Σ p_i log q_i: p is what is true, q what a model says. `ShapeError` where it is infinite.

    >>> distribution_cross_entropy([Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(3, 4)], "e")
    Log(argument=Fraction(16, 3), coefficient=Fraction(1, 2), offset=0)
    """
    true, said = _two(p, q, "distribution_cross_entropy")
    return _expected("cross-entropy", true, said, said, base, -1, called)


@quantity
def kl_divergence(p: Any, q: Any, base: int | str = "e", *, called: str = "p") -> Any:
    """Σ p_i log(p_i / q_i), what q loses against p. `ShapeError` where it is infinite.

    >>> kl_divergence([Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(3, 4)], base="e")
    Log(argument=Fraction(4, 3), coefficient=Fraction(1, 2), offset=0)
    >>> kl_divergence([Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 2), Fraction(1, 2)], base=2)
    0
    """
    true, said = _two(p, q, "kl_divergence")
    ratios = [scalar(a / b) if b else b for a, b in zip(true, said, strict=True)]
    return _expected("divergence", true, said, ratios, base, 1, called)


def _expected(
    what: str,
    weights: list[Any],
    said: list[Any],
    inside: list[Any],
    base: int | str,
    sign: int,
    called: str,
) -> Any:
    """`sign` · Σ weight · log(inside) over the outcomes that can happen; the weights are `called` so."""
    if base not in BASES:
        raise ShapeError(f"base {base!r}: a logarithm here has base 2 or 'e'")
    counted = [(w, a) for w, a in zip(weights, inside, strict=True) if w]
    logs = [arithmetic_of(a).log(a) for _, a in counted]
    denominators = [Fraction(w).denominator for w, _ in counted]
    if math.lcm(*denominators) > DENOMINATOR:
        logs = [float(value) for value in logs]
    terms = [weight * value for (weight, _), value in zip(counted, logs, strict=True)]
    total = scalar(sign * sum(terms[1:], start=terms[0]))
    result = total if base == "e" else _bits(total)
    leave(
        "expected logarithm", result, what=what, base=base, p=weights, q=said, pairs=counted, called=called,
    )  # fmt: skip
    return result


def _bits(nats: Any) -> Any:
    """A number of nats in bits: exact where the logarithm is of a power of 2."""
    if isinstance(nats, Log) and not nats.offset:
        top = Fraction(nats.argument)
        large = max(top.numerator, top.denominator)
        if min(top.numerator, top.denominator) == 1 and large & (large - 1) == 0:
            power = large.bit_length() - 1
            return whole(Fraction(nats.coefficient) * (power if top > 1 else -power))
    return 0 if nats == 0 else float(nats) / math.log(2)


def _distribution(p: Any, where: str) -> list[Any]:
    """The probabilities, none below 0, of sum 1."""
    shares = [scalar(entry) for entry in as_array(p).ravel().tolist()]
    total = sum(shares)
    if not shares or min(shares) < 0 or (total != 1 and abs(total - 1) > 1e-9):
        raise ShapeError(f"{where}: {shares} is no distribution (not below 0, of sum 1)")
    return [Fraction(s) if isinstance(s, int) else s for s in shares]


def _two(p: Any, q: Any, where: str) -> tuple[list[Any], list[Any]]:
    true, said = _distribution(p, where), _distribution(q, where)
    if len(true) != len(said):
        raise ShapeError(f"{where}: distributions of {len(true)} and {len(said)} outcomes")
    if any(a and not b for a, b in zip(true, said, strict=True)):
        raise ShapeError(f"{where}: infinite, an outcome that happens has the probability 0 in q")
    return true, said
