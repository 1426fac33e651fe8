"""Entropy, divergence and cross-entropy against torch and by hand."""

import math
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from quizgen.solver import ShapeError, distribution_cross_entropy, entropy, kl_divergence
from quizgen.solver.logarithm import Log

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
SHARES = [[Fraction(a, a + b + c), Fraction(b, a + b + c), Fraction(c, a + b + c)] for a, b, c in product((1, 2, 5), repeat=3)]  # fmt: skip


def test_torch_says_the_same() -> None:
    torch = pytest.importorskip("torch")
    for p, q in zip(SHARES, SHARES[::-1], strict=True):
        a, b = (torch.tensor([float(x) for x in v], dtype=torch.float64) for v in (p, q))
        crossed = -(a * b.log()).sum().item()
        of_torch = torch.nn.functional.kl_div(b.log(), a, reduction="sum").item()
        own = torch.distributions.Categorical(probs=a).entropy().item()
        for base, unit in ((2, math.log(2)), ("e", 1)):
            assert float(entropy(p, base)) == pytest.approx(own / unit)
            assert float(kl_divergence(p, q, base)) == pytest.approx(of_torch / unit)
            assert float(distribution_cross_entropy(p, q, base)) == pytest.approx(crossed / unit)


@pytest.mark.parametrize(
    ("p", "base", "expected"),
    [
        ([HALF, QUARTER, QUARTER], 2, Fraction(3, 2)),
        ([HALF, HALF, 0], 2, 1),
        ([1, 0], 2, 0),
        ([1], "e", 0),
        ([HALF, HALF], "e", Log(2)),
        ([Fraction(1, 3)] * 3, "e", Log(3)),
        ([Fraction(1, 8)] * 8, 2, 3),
    ],
)
def test_entropies_are_exact(p: Any, base: Any, expected: Any) -> None:
    found = entropy(p, base=base)
    assert found == expected
    assert type(found) is type(expected)


def test_divergence_is_what_the_cross_entropy_has_more() -> None:
    for p, q in product(SHARES[::4], SHARES[::5]):
        more = distribution_cross_entropy(p, q) - entropy(p)
        assert kl_divergence(p, q) == more
        assert kl_divergence(p, q) >= 0


def test_long_fractions_become_floats() -> None:
    p = [Fraction(997, 1999), Fraction(1002, 1999)]
    found = entropy(p)
    assert type(found) is float
    assert found == pytest.approx(-sum(float(x) * math.log(x) for x in p))


@pytest.mark.parametrize("p", [[HALF, QUARTER], [-HALF, Fraction(3, 2)], [], [0.3, 0.3]])
def test_refuses_what_is_no_distribution(p: Any) -> None:
    with pytest.raises(ShapeError, match="no distribution"):
        entropy(p)


def test_refuses_what_is_infinite_or_has_another_base() -> None:
    with pytest.raises(ShapeError, match="infinite"):
        kl_divergence([HALF, HALF], [1, 0])
    assert kl_divergence([1, 0], [HALF, HALF], base=2) == 1
    with pytest.raises(ShapeError, match="base 10"):
        entropy([1], base=10)
    with pytest.raises(ShapeError, match="2 and 3"):
        kl_divergence([HALF, HALF], [HALF, QUARTER, QUARTER])
