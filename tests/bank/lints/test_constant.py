"""A key that no draw changes is everybody's."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "counts"
draw = { a = "integer(2, 900)", b = "integer(901, 2000)" }
text = "There are {{ a }} inputs and {{ b }} outputs."
[[exercise.part]]
ask = "How many weights?"
answer = "a * b"
"""
CONSTANT = {
    "a number": (
        '[[exercise.part]]\nask = "How many layers?"\nanswer = "(a + b) // (a + b)"\n',
        10,
        "1",
    ),
    "an option": (
        """[[exercise.part]]
ask = "More?"
answer = "'outputs'"
choices = ["inputs", "outputs"]
""",
        10,
        "['outputs']",
    ),
    "an order": (
        '[[exercise.part]]\nask = "Order these."\nitems = ["one", "two", "three"]\n',
        9,
        "one order",
    ),
    "any order": (
        '[[exercise.part]]\nask = "Order these."\nitems = ["one", "two", "three"]\nbefore = [[0, 1]]\n',
        9,
        "one order",
    ),
}


@pytest.mark.parametrize("case", CONSTANT)
def test_a_constant_key_is_said(check: Callable[..., list[str]], case: str) -> None:
    part, line, key = CONSTANT[case]
    (found,) = check(BANK + part)
    field = "ask" if "order" in case else "answer"
    assert found.startswith(
        f":{line}: counts.part.1.{field}: the key is {key} in each of 60 draws\n"
    )


def test_a_key_that_changes_is_not(check: Callable[..., list[str]]) -> None:
    assert check(BANK) == []


@pytest.mark.parametrize("case", CONSTANT)
def test_a_fact_is_meant_so(check: Callable[..., list[str]], case: str) -> None:
    assert check(BANK + CONSTANT[case][0] + 'fact = "Numbers do not matter."\n') == []


def test_a_fact_that_changes_is_told(check: Callable[..., list[str]]) -> None:
    (found,) = check(BANK + 'fact = "Numbers do not matter."\n')
    assert found.startswith(":8: counts.part.0.fact: the key is no fact: it is ")
    assert " in one draw and " in found
    assert found.endswith("leave fact out")


def test_fewer_draws_say_nothing(check: Callable[..., list[str]]) -> None:
    assert check(BANK + CONSTANT["a number"][0], draws=49) == []


def test_a_question_that_never_changes_may_have_one_answer(check: Callable[..., list[str]]) -> None:
    """Where the bank says why; a number that changes nothing is no such question."""
    head = '[[exercise]]\nid = "order"\nfew = true\nfew_reason = "There is one chain rule."\n'
    asked = 'ask = "Order these."\nitems = ["one", "two", "three"]\n'
    assert check(head + asked) == []
    drawn = BANK.replace('id = "counts"', 'id = "counts"\nfew = true\nfew_reason = "Few."')
    assert len(check(drawn + CONSTANT["a number"][0])) == 1
