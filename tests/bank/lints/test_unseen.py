"""A mistake that no draw has is a hint that nobody reads."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "own"
draw = {{ n = "integer(1, 1000)", k = "integer(2, 6)" }}
ask = "How many outputs has a window of {{{{ k }}}} on {{{{ n + 9 }}}} inputs?"
answer = "n + 10 - k"
[exercise.mistakes]
keeps = {{ value = "n + 9", hint = "The window lies inside the input." }}
never = {{ value = "{value}", hint = "Count the first place too." }}
"""


@pytest.mark.parametrize(
    "value",
    ["n if k > 6 else none", "Conv1d(1, 1, kernel_size=k / 7).output_size(n)", "n / (k - k)"],
)
def test_it_is_told(value: str, check: Callable[..., list[str]]) -> None:
    (found,) = check(BANK.format(value=value), draws=300)
    assert "mistake never has no value in any of 300 draws" in found


@pytest.mark.parametrize("value", ["n + 9 - k", "n + 9 - k if n % 50 == 0 else none"])
def test_one_that_comes_up_is_fine(value: str, check: Callable[..., list[str]]) -> None:
    assert check(BANK.format(value=value), draws=300) == []


def test_few_draws_say_nothing(check: Callable[..., list[str]]) -> None:
    assert check(BANK.format(value="none"), draws=60) == []
