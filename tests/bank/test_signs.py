"""Mistakes that are recognised by a property of the answer, beside a key."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.errors import UserError
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

BANK = """[[exercise]]
id = "own"
draw = { a = "integer(2, 9)", b = "integer(2, 9)" }
require = ["a != b"]
ask = "What are the shares of {{ a }} and {{ b }} in their sum?"
answer = "[a / total, b / total]"
let = { total = "a + b" }
[exercise.mistakes]
MISTAKES
"""
SUM = """exchanged = { value = "[b / total, a / total]", hint = "In this order." }
no-shares = { holds = "sum(answer) != 1", hint = "Shares add up to 1, yours to {{ sum(answer) | plain }}.", credit = "1/4" }
negative = { holds = "min(answer) < 0", hint = "A share is not negative." }"""


def part(mistakes: str = SUM) -> Part:
    loaded = load_text(BANK.replace("MISTAKES", mistakes), "b.toml")
    assert loaded.problems == ()
    found: Variant = draw(loaded.exercises[0], "s")
    assert Variant.from_json(found.to_json()) == found
    return found.parts[0]


def test_a_wrong_answer_shows_its_property_and_the_right_one_none() -> None:
    asked = part()
    kind = kind_of(asked)
    right, swapped = (kind.typed(key) for key in (asked.key, asked.key[::-1]))
    assert kind.judge(right).status == "correct"
    assert kind.judge(right).mistake is None or kind.judge(right).mistake == ""
    assert kind.judge(swapped).mistake == "exchanged"
    found = kind.judge("[1/2, 1]")
    assert (found.mistake, found.score, found.status) == (
        "no-shares",
        kind.judge("[3, 4]").score,
        "partial",
    )
    assert "yours to 3/2" in found.feedback
    assert kind.judge("[3/2, -1/2]").mistake == "negative"
    assert not kind.judge("[1/1000, 999/1000]").mistake
    assert kind.judge("[1, 2, 3]").status != "correct"
    assert kind.judge("x").status == "unreadable"


@pytest.mark.parametrize(
    ("mistakes", "said"),
    [
        ('m = { holds = "sum(answer) == 1", hint = "No." }', "holds for the right answer"),
        ('m = { holds = "answr > 1", hint = "No." }', "unknown name 'answr'"),
        ('m = { holds = "sum(answer)", hint = "No." }', "neither true nor false"),
    ],
)
def test_a_property_that_is_none_or_right_is_refused(mistakes: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        part(mistakes)


def test_a_value_and_a_property_are_one_too_many() -> None:
    text = BANK.replace("MISTAKES", 'm = { value = "1", holds = "answer > 1", hint = "No." }')
    assert "has a value and a property" in str(load_text(text, "b.toml").problems[0])


def test_options_are_named_by_their_value() -> None:
    text = '[[exercise]]\nid = "own"\nask = "?"\nchoices = ["a", "b"]\nanswer = "\'a\'"\nmistakes = { m = { holds = "answer == 1", hint = "No." } }\n'
    assert "give its value" in str(load_text(text, "b.toml").problems[0])
