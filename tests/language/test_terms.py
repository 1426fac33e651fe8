"""Signed terms in texts: as a person writes a sum, wherever it begins."""

import random
from fractions import Fraction

import numpy as np
import pytest

from quizgen.bank.lints.arithmetic import evaluate
from quizgen.errors import UserError
from quizgen.language.expression import Scope
from quizgen.language.texts import filled

WITH = {"w": -1, "u": 1, "z": 0, "h": Fraction(1, 2), "m": -3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${{ w | term('x_t') }}{{ u | term('h_{t-1}') }}$", "$-x_t + h_{t-1}$"),
        ("$y = {{ z | term('x') }}{{ m | term('y') }}{{ h | term }}$", r"$y = -3 y + \frac{1}{2}$"),
        ("$y = {{ u | term('x') }} {{ z | term('y') }} {{ w | term }}$", "$y = x - 1$"),
        ("$2 a{{ u | term('x') }}{{ m | term('y') }}$", "$2 a + x - 3 y$"),
        ("$2 a {{ w | term('x') }}$", "$2 a - x$"),
        ("$2 a{{ z | term('x') }}$", "$2 a$"),
        ("$f(x) = {{ z | term('x') }}{{ z | term }}$", "$f(x) = 0$"),
        (r"$\max(0, {{ u | term('x') }}{{ m | term }})$", r"$\max(0, x - 3)$"),
        (r"$\frac{ {{- u | term('x') -}} }{ {{- m | term('y') -}} }$", r"$\frac{x}{-3 y}$"),
        (r"$x &= {{ m | term('a') }} \\ y &= {{ u | term('b') }}$", r"$x &= -3 a \\ y &= b$"),
        ("{{ u | term('x') }}", "x"),
    ],
)
def test_as_a_person_writes(text: str, said: str) -> None:
    assert filled(text, Scope(WITH)) == said


def test_the_sum_is_the_sum() -> None:
    drawn = random.Random(3)  # noqa: S311 - numbers for a test
    for _ in range(200):
        numbers = [drawn.randint(-2, 2) for _ in range(drawn.randint(1, 5))]
        text = "".join(f"{{{{ n[{i}] | term }}}}" for i in range(len(numbers)))  # fmt: skip
        assert evaluate(filled(text, Scope({"n": numbers}))) == sum(numbers)


@pytest.mark.parametrize("value", ["'x'", "[1]", "symbol('x')", "true"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(UserError, match="term takes a number"):
        filled(f"{{{{ ({value}) | term('x') }}}}", Scope({}))


def test_entries_of_an_array_are_numbers() -> None:
    scope = Scope({"w": np.array([3, -1, 0])})
    text = "${{ w[0] | term('x') }}{{ w[1] | term('y') }}{{ w[2] | term('z') }}$"
    assert filled(text, scope) == "$3 x - y$"
