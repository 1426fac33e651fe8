"""Neighbours get different questions, or the bank says why they cannot."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "counts"
text = "The width of a layer is {{ a }}."
ask = "What is twice that?"
answer = "2 * a"
[exercise.level]
E = { a = "integer(1, RANGE)" }
"""


def test_few_statements_are_said_with_their_number(check: Callable[..., list[str]]) -> None:
    (found,) = check(BANK.replace("RANGE", "20"), draws=200)
    assert found.startswith(
        ":7: counts.level.E: only 20 different statements in 300 draws at level E\n"
    )


@pytest.mark.parametrize("most", ["150", "250"])
def test_the_number_is_that_of_300_draws(check: Callable[..., list[str]], most: str) -> None:
    """200 draws of 250 give some 140: the 100 draws after those decide."""
    (found,) = check(BANK.replace("RANGE", most), draws=200)
    number = int(found.split("only ")[1].split()[0])
    assert int(most) * 0.6 < number < min(int(most) + 1, 200)


@pytest.mark.parametrize("most", ["450", "10 ** 6"])
def test_many_statements_are_not_said(check: Callable[..., list[str]], most: str) -> None:
    assert check(BANK.replace("RANGE", most), draws=200) == []


def test_an_exercise_may_say_why(check: Callable[..., list[str]]) -> None:
    text = BANK.replace("RANGE", "20").replace(
        "text =", 'few = true\nfew_reason = "Only 20."\ntext ='
    )
    assert check(text, draws=200) == []


@pytest.mark.parametrize(
    "said", ["few = true", 'few = true\nfew_reason = " "', 'few_reason = "Only 20."']
)
def test_few_and_its_reason_stand_together(check: Callable[..., list[str]], said: str) -> None:
    (found,) = check(BANK.replace("RANGE", "20").replace("text =", said + "\ntext ="), draws=200)
    assert ": few = true and its reason stand together" in found


def test_options_in_another_order_are_no_other_question(check: Callable[..., list[str]]) -> None:
    text = """[[exercise]]
id = "even"
draw = { a = "integer(1, 20)" }
text = "The width of a layer is {{ a }}."
ask = "What is their number?"
choices = ["odd", "even", "neither"]
answer = "'odd' if a % 2 else 'even'"
"""
    (found,) = check(text, draws=200)
    assert found.startswith(":3: even.draw: only 20 different statements in 300 draws\n")
