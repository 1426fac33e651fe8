"""What is too large to compute with is refused and told; the largest that is taken is computed with."""

import re

import pytest
from sympy import isprime

from quizgen.answers import answer_kind
from quizgen.answers.modular import primes
from quizgen.answers.text import plain


@pytest.mark.parametrize("kind", ["real", "fraction", "expression"])
@pytest.mark.parametrize(
    ("inside", "beyond", "said"),
    [
        ("1e400", "1e401", "too large|larger than 400"),
        ("1e-400", "1e-401", "too large|larger than 400"),
        ("0." + "3" * 1198, "0." + "3" * 1201, "too large|more than 1200 digits"),
        ("7" * 1200, "7" * 1201, "too large|more than 1200 digits"),
    ],
    ids=["powers", "small powers", "decimals", "digits"],
)
def test_the_largest_number(kind: str, inside: str, beyond: str, said: str) -> None:
    settings = {"variables": ["x"]} if kind == "expression" else {}
    judge = answer_kind(kind, "3/2", **settings)
    assert judge.judge(inside).status == "wrong"
    refused = judge.judge(beyond)
    assert refused.status == "unreadable"
    assert re.search(said, refused.feedback)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1e350", "a number of 351 digits"), ("1e350/7", "a very large number"), ("-1e350/7", "a very large number"),
        ("1e-350", "a number very close to 0"), ("-1e-350", "a number very close to 0"), ("1e250/7", "about 1.42857e+249"),
    ],
)  # fmt: skip
def test_a_number_too_long_to_print_is_described(text: str, told: str) -> None:
    assert answer_kind("fraction", "3/2").judge(text).reading == told


def test_the_longest_answer() -> None:
    judge = answer_kind("words", "overfitting")
    assert "characters" not in judge.judge("x " * 1999 + "x").feedback
    assert (
        judge.judge("x" * 4001).feedback == "the answer has 4001 characters; at most 4000 are read"
    )
    assert plain("x" * 4000) == "x" * 4000


@pytest.mark.parametrize("seed", ["", "a", "7", "conv·k3f2"])
def test_formulas_are_compared_by_two_large_primes(seed: str) -> None:
    one, other = primes(seed)
    assert one != other
    for prime in (one, other):
        assert isprime(prime)
        assert prime.bit_length() == 61
