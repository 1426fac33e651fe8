"""Every value that a bank asks to be drawn from can be drawn, and no other one."""

from fractions import Fraction
from itertools import permutations
from math import log
from typing import Any

import pytest

from quizgen.bank.drawing import draw_functions
from quizgen.bank.randomness import Generator

FUNCTIONS = draw_functions(Generator("any"))

# What is asked for; all that it can be, in JSON's form of arrays.
ALL: list[tuple[str, tuple[Any, ...], list[Any]]] = [
    ("integer", (2, 5), [2, 3, 4, 5]),
    ("integer", (-1, 0), [-1, 0]),
    ("integer", (7, 7), [7]),
    ("choice", (["a", "b", "c"],), ["a", "b", "c"]),
    ("sign", (), [-1, 1]),
    ("vector", (1, -2, 2), [[-2], [-1], [1], [2]]),
    ("vector", (1, -1, 1, False), [[-1], [0], [1]]),
    ("vector", (1, 0, 2), [[1], [2]]),
    ("vector", (1, -2, 0), [[-2], [-1]]),
    ("vector", (1, 1, 3), [[1], [2], [3]]),
    ("vector", (2, 0, 1, False), [[0, 0], [0, 1], [1, 0], [1, 1]]),
    ("matrix", (1, 2, -1, 1), [[[a, b]] for a in (-1, 1) for b in (-1, 1)]),
    ("matrix", (2, 1, 4, 5), [[[a], [b]] for a in (4, 5) for b in (4, 5)]),
    ("matrix", (1, 1, 0, 1, False), [[[0]], [[1]]]),
    ("distinct", (2, 1, 3), [list(pair) for pair in permutations((1, 2, 3), 2)]),
    ("distinct", (2, -1, 1), [[-1, 1], [1, -1]]),
    ("distinct", (1, -1, 1, False), [[-1], [0], [1]]),
    ("sample", (["a", "b", "c"], 2), [list(pair) for pair in permutations("abc", 2)]),
    ("shuffle", ([1, 2, 3],), [list(order) for order in permutations((1, 2, 3))]),
    ("fraction", (3,), [Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)]),
    ("decimal", (1, 2, 1), [Fraction(tenths, 10) for tenths in range(10, 21)]),
    ("decimal", (-1, 0, 0), [-1, 0]),
    (
        "decimal",
        (Fraction(1, 10), Fraction(3, 10), 1),
        [Fraction(tenths, 10) for tenths in (1, 2, 3)],
    ),
    (
        "decimal",
        (Fraction(-1, 4), Fraction(1, 4), 1),
        [Fraction(tenths, 10) for tenths in range(-2, 3)],
    ),
    # Floats mean what is written: 1.1 * 10 is more than 11, 0.07 * 100 more than 7.
    ("decimal", (1.1, 1.3, 1), [Fraction(tenths, 10) for tenths in (11, 12, 13)]),
    ("decimal", (0.07, 0.08, 2), [Fraction(7, 100), Fraction(8, 100)]),
    ("integer", (0.1 * 30, 0.1 * 30 + 1), [3, 4]),
    # No value outside of bounds that are not whole.
    ("integer", (Fraction(3, 2), Fraction(7, 2)), [2, 3]),
    ("integer", (Fraction(-5, 2), Fraction(-1, 2)), [-2, -1]),
    ("vector", (1, Fraction(1, 2), Fraction(5, 2)), [[1], [2]]),
    ("matrix", (1, 1, Fraction(1, 2), Fraction(5, 2)), [[[1]], [[2]]]),
    ("distinct", (1, Fraction(1, 2), Fraction(5, 2)), [[1], [2]]),
]


@pytest.mark.parametrize(("name", "arguments", "values"), ALL, ids=[f"{a}{b}" for a, b, _ in ALL])
def test_all_that_can_be_drawn(name: str, arguments: tuple[Any, ...], values: list[Any]) -> None:
    found = [FUNCTIONS[name](*arguments) for _ in range(12 * len(values) + 20)]
    plain = [one.tolist() if hasattr(one, "tolist") else one for one in found]
    assert all(one in values for one in plain)
    assert all(one in plain for one in values)


def test_logits_are_logarithms_of_different_numbers() -> None:
    known = [0, log(2), log(3), log(4)]
    for _ in range(40):
        drawn = [float(one) for one in FUNCTIONS["logits"](3, 4).tolist()]
        assert len(set(drawn)) == 3
        assert all(min(abs(one - other) for other in known) < 1e-12 for one in drawn)


def test_the_same_words_draw_the_same() -> None:
    one, same, other = (draw_functions(Generator(words)) for words in ("a", "a", "b"))
    asked = [each["vector"](20, -9, 9).tolist() for each in (one, same, other)]
    assert asked[0] == asked[1] != asked[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0, 1, 7), "a decimal has 0 to 6 places"),
        ((Fraction(1, 4), Fraction(1, 5), 1), "there is no such number of 1 places"),
        ((Fraction(11, 100), Fraction(19, 100), 1), "there is no such number of 1 places"),
    ],
)
def test_decimals_that_are_none(arguments: tuple[Any, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        FUNCTIONS["decimal"](*arguments)


@pytest.mark.parametrize(("name", "before"), [("integer", ()), ("vector", (2,)), ("matrix", (2, 2)), ("distinct", (1,))])  # fmt: skip
def test_no_whole_number_between_two_bounds(name: str, before: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="there is no whole number from 1/4 to 3/4"):
        FUNCTIONS[name](*before, Fraction(1, 4), Fraction(3, 4))
