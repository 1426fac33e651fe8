"""The numbers in which formulas in matrices are evaluated, beside mpmath and beside whole numbers modulo a prime."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from quizgen.answers.digits import Budget, Undefined
from quizgen.answers.matrix_numbers import CONSTANTS, Digits, Modular

PRIME = 101
VALUES = ("0.3", "-0.3", "2", "-2.5", "1e-3", "40", "-40")
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: max(x, mpmath.mpf(0)),
    "abs": abs,
    "sign": mpmath.sign,
    "step": lambda x: mpmath.mpf(x > 0),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "identity": lambda x: x,
}


def modular(work: int = 1000) -> Modular:
    return Modular(PRIME, "seed", Budget(work))


def digits(*, positive: bool = False, meant: dict[str, str] | None = None) -> Digits:
    return Digits("seed", Budget(10_000), positive=positive, meant=meant or {})


def is_close(found: Decimal, wanted: Any) -> bool:
    """To fifty digits."""
    with mpmath.workdps(70):
        return bool(abs(mpmath.mpf(str(found)) - wanted) <= mpmath.mpf(10) ** -50 * max(1, abs(wanted)))  # fmt: skip


class TestModular:
    """Every value is the one rest that solves its equation."""

    @pytest.mark.parametrize("value", ["0", "5", "-7", "101", "205", "1/3", "-22/7", "103/2"])
    def test_numbers(self, value: str) -> None:
        exact = Fraction(value)
        found = modular().number(exact)
        assert 0 <= found < PRIME
        assert (found * exact.denominator - exact.numerator) % PRIME == 0

    @pytest.mark.parametrize("value", [1, 2, 57, 100])
    def test_inverses_and_powers(self, value: int) -> None:
        numbers = modular()
        assert numbers.inverse(value) * value % PRIME == 1
        for exponent in range(6):
            wanted = 1
            for _ in range(exponent):
                wanted = wanted * value % PRIME
            assert numbers.power(value, Fraction(exponent)) == wanted
            assert numbers.power(value, Fraction(-exponent)) * wanted % PRIME == 1

    def test_zero_has_no_inverse(self) -> None:
        with pytest.raises(Undefined):
            modular().inverse(0)
        with pytest.raises(Undefined):
            modular().power(0, Fraction(-1))
        assert modular().power(0, Fraction(0)) == 1
        assert modular().power(0, Fraction(2)) == 0

    def test_rests(self) -> None:
        numbers = modular()
        assert [numbers.settled(value) for value in (-1, 0, 101, 205)] == [100, 0, 0, 3]
        assert [numbers.of_bits(value) for value in (0, 101, 2**64)] == [0, 0, 2**64 % 101]
        assert [numbers.is_zero(value) for value in (0, 101, -101, 1, 100)] == [True, True, True, False, False]  # fmt: skip
        assert numbers.alike(3, 3)
        assert not numbers.alike(3, 4)
        with pytest.raises(NotImplementedError):
            numbers.larger(1, 2)

    def test_a_function_depends_on_all_that_names_it(self) -> None:
        found = {
            Modular(prime, seed, Budget(100)).function(word, primes, value)
            for prime in (2**61 - 1, 2**31 - 1)
            for seed in ("a", "b")
            for word in ("f", "g")
            for primes in (0, 1)
            for value in (1, 2)
        }
        assert len(found) == 32
        assert modular().function("f", 0, 7) == modular().function("f", 0, 7)
        assert 0 <= modular().function("f", 0, 7) < PRIME


class TestDigits:
    """Sixty digits of everything that a formula may have."""

    def test_numbers(self) -> None:
        assert digits().number(Fraction(-22, 7)) == Decimal(
            "-3.14285714285714285714285714285714285714285714285714285714286"
        )
        assert digits().settled(Decimal(7)) == 7

    def test_random_numbers(self) -> None:
        both, one = digits(), digits(positive=True)
        for bits in (0, 1, 255, 256, 257, (10**12 - 1) << 8, 10**12 << 8, 2**64 - 1):
            size = Fraction(1 + bits // 256 % 10**12, 10**12) * 2 + Fraction(1, 20)
            assert Fraction(one.of_bits(bits)) == size
            assert Fraction(both.of_bits(bits)) == (size if bits % 2 else -size)

    @pytest.mark.parametrize("value", VALUES)
    @pytest.mark.parametrize(
        "exponent", ["0", "1", "2", "5", "-1", "-3", "1/2", "3/2", "-1/2", "1/3", "-5/4"]
    )
    def test_powers(self, value: str, exponent: str) -> None:
        number, power = Decimal(value), Fraction(exponent)
        if power.denominator > 1 and number < 0:
            with pytest.raises(Undefined):
                digits().power(number, power)
            return
        with mpmath.workdps(70):
            wanted = mpmath.power(mpmath.mpf(value), mpmath.mpf(power.numerator) / power.denominator)  # fmt: skip
        assert is_close(digits().power(number, power), wanted)

    def test_what_has_no_power(self) -> None:
        for exponent in ("0", "-1", "-1/2"):
            with pytest.raises(Undefined):
                digits().power(Decimal(0), Fraction(exponent))
        assert digits().power(Decimal(0), Fraction(1, 2)) == 0
        with pytest.raises(Undefined):
            digits().power(Decimal(10), Fraction(10**6))
        with pytest.raises(Undefined):
            digits().inverse(Decimal("1e-36"))
        assert digits().inverse(Decimal("1e-35")) == Decimal("1e35")

    @pytest.mark.parametrize("value", VALUES)
    @pytest.mark.parametrize("word", FUNCTIONS)
    def test_functions_and_their_derivatives(self, word: str, value: str) -> None:
        number = Decimal(value)
        if word in ("ln", "sqrt") and number < 0:
            with pytest.raises(Undefined):
                digits().function(word, 0, number)
            return
        with mpmath.workdps(70):
            wanted = FUNCTIONS[word](mpmath.mpf(value))
            slope = mpmath.diff(FUNCTIONS[word], mpmath.mpf(value), h=mpmath.mpf(10) ** -30)
        assert is_close(digits().function(word, 0, number), wanted)
        found = digits().function(word, 1, number)
        with mpmath.workdps(70):
            assert abs(mpmath.mpf(str(found)) - slope) < mpmath.mpf(10) ** -25 * max(1, abs(slope))

    def test_at_the_bends(self) -> None:
        zero = Decimal(0)
        for word in ("relu", "abs", "sign", "step"):
            assert digits().function(word, 0, zero) == 0
            assert digits().function(word, 1, zero) == 0
        assert digits().function("sqrt", 0, zero) == 0
        for word, primes in (("ln", 0), ("ln", 1), ("sqrt", 1)):
            with pytest.raises(Undefined):
                digits().function(word, primes, zero)

    def test_large_exponents(self) -> None:
        assert digits().function("exp", 0, Decimal(5000)) > Decimal("1e2171")
        assert digits().function("exp", 0, Decimal(-5000)) < Decimal("1e-2171")
        for value in (Decimal(5001), Decimal(-5001)):
            with pytest.raises(Undefined):
                digits().function("exp", 0, value)

    def test_of_unknown_functions_and_second_derivatives_nothing_is_known(self) -> None:
        numbers = digits()
        value = Decimal("0.7")
        found = {
            numbers.function(word, primes, one)
            for word in ("f", "g", "exp")
            for primes in (2, 3)
            for one in (value, value + 1)
        }
        found |= {numbers.function(word, primes, value) for word in ("f", "g") for primes in (0, 1)}
        assert len(found) == 16
        # Rounding does not make it another argument.
        beside = Decimal(f"0.7{'0' * 48}1"), Decimal(f"0.7{'0' * 37}1")
        assert [numbers.function("f", 0, one) == numbers.function("f", 0, value) for one in beside] == [True, False]  # fmt: skip

    def test_a_name_may_mean_a_function(self) -> None:
        assert digits(meant={"phi": "relu"}).function("phi", 0, Decimal(-3)) == 0
        assert digits(meant={"phi": "relu"}).function("phi", 1, Decimal(3)) == 1

    def test_where_a_piece_ends(self) -> None:
        """What is compared with zero is noted."""
        numbers = digits(meant={"phi": "relu"})
        for word in ("relu", "phi", "step", "abs", "sign", "exp", "f"):
            numbers.function(word, 0, Decimal(3))
        assert numbers.edges == [3] * 5
        assert numbers.larger(Decimal(5), Decimal(3))
        assert not numbers.larger(Decimal(3), Decimal(5))
        assert numbers.edges == [3] * 5 + [2, -2]

    @pytest.mark.parametrize(
        ("left", "right", "is_one"),
        [
            ("1", "1", True),
            ("0", "1e-35", True),
            ("0", "1.01e-35", False),
            ("100", "100.00000000000000000000000000000000099", True),
            ("100", "100.0000000000000000000000000000000011", False),
            ("1", "-1", False),
        ],
    )
    def test_rounding(self, left: str, right: str, is_one: bool) -> None:  # noqa: FBT001
        numbers = digits()
        one, other = Decimal(left), Decimal(right)
        assert numbers.alike(one, other) is numbers.alike(other, one) is is_one
        assert numbers.larger(one, other) is (one > other and not is_one)
        assert numbers.larger(other, one) is (other > one and not is_one)
        assert numbers.is_zero(Decimal("9.9e-36"))
        assert not numbers.is_zero(Decimal("-1e-35"))


def test_work_is_counted() -> None:
    """A formula that takes too long is refused, however it does so."""
    for cost, run in (
        (3, lambda budget: Modular(PRIME, "", budget).inverse(2)),
        (2, lambda budget: Modular(PRIME, "", budget).function("f", 0, 2)),
        (25, lambda budget: Digits("", budget, positive=True, meant={}).function("exp", 0, Decimal(1))),
        (25, lambda budget: Digits("", budget, positive=True, meant={}).power(Decimal(2), Fraction(1, 2))),
        (0, lambda budget: Digits("", budget, positive=True, meant={}).power(Decimal(2), Fraction(2))),
    ):  # fmt: skip
        budget = Budget(1000)
        run(budget)
        assert 1000 - budget.left == cost


def test_constants() -> None:
    with mpmath.workdps(70):
        assert is_close(CONSTANTS["e"], +mpmath.e)
        assert is_close(CONSTANTS["pi"], +mpmath.pi)
