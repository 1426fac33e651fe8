"""A property of several parts: the last one is judged with the student's own answers to the others."""

import json

import pytest

from quizgen.bank.load import load_text
from quizgen.bank.variants import draw
from quizgen.grading.judging import judged
from quizgen.practice.events import Posed, Typed
from quizgen.practice.messages import Reading
from quizgen.practice.session import State, step
from quizgen.variant import Variant

BANK = """[[exercise]]
id   = "net"
draw = { gap = "integer(2, 400)" }
let  = { h = "1 if sum(hidden[:2] * x) + hidden[2] >= 0 else 0", net = "1 if answer[0] * h + answer[1] >= 0 else 0" }
text = "Units give 1 where their sum is at least 0. The output must be 1 exactly where $x_2 - x_1 \\\\ge {{ gap }}$."
[[exercise.part]]
id     = "hidden"
ask    = "Give two weights and the bias of the hidden unit."
answer = "[-1, 1, -gap]"
holds  = "true"
points = 0
[[exercise.part]]
id     = "output"
ask    = "Give the weight and the bias of the output unit."
answer = "[1, -1]"
kind   = "vector"
holds  = "net == (1 if x[1] - x[0] >= gap else 0)"
cases  = { x = "[(0, gap), (0, gap - 1), (3, 2), (-4, gap)]" }
says   = "For {{ x | plain }} hidden is {{ h }} and the output {{ net }}."
"""


@pytest.fixture
def net() -> Variant:
    (exercise,) = load_text(BANK, "bank.toml").exercises
    return draw(exercise, "1")


def status(variant: Variant, text: str, hidden: str) -> str:
    return str(judged(variant, variant.parts[1], text, {"hidden": hidden})[0].status)


def turned(variant: Variant) -> str:
    """A hidden unit that is 1 where the sample's is 0, for whole numbers."""
    return f"[1, -1, {variant.values['gap'] - 1}]"


def test_the_students_own_answers_count_together(net: Variant) -> None:
    sample = f"[-1, 1, {-net.values['gap']}]"
    assert status(net, "[1, -1]", sample) == "correct"
    assert status(net, "[7, -3]", sample) == "correct"
    assert status(net, "[-1, 0]", turned(net)) == "correct"
    assert status(net, "[1, -1]", turned(net)) == "wrong"
    assert status(net, "[-1, 0]", sample) == "wrong"


def test_the_sample_stands_for_what_was_not_answered(net: Variant) -> None:
    assert status(net, "[1, -1]", " ") == "correct"
    assert status(net, "[-1, 0]", "") == "wrong"


def test_beside_an_unreadable_answer_a_person_decides(net: Variant) -> None:
    verdict, _ = judged(net, net.parts[1], "[1, -1]", {"hidden": "no idea"})
    assert verdict.status == "unreadable"
    assert "your answer to (a)" in verdict.feedback


@pytest.mark.parametrize(
    "hidden", ["[10**30, 1, 1]", "[1/3, 1, 2]", "[9999999999999999999, -1, 0]"]
)
def test_any_numbers_are_computed_exactly(net: Variant, hidden: str) -> None:
    assert status(net, "[1, -1]", hidden) in ("wrong", "unreadable")


def test_what_is_said_is_of_the_students_own(net: Variant) -> None:
    verdict, _ = judged(net, net.parts[1], "[1, -1]", {"hidden": turned(net)})
    assert verdict.feedback == f"For (0, {net.values['gap']}) hidden is 0 and the output 0."


def test_one_students_answers_are_not_anothers(net: Variant) -> None:
    assert status(net, "[1, -1]", turned(net)) == "wrong"
    assert status(net, "[1, -1]", "") == "correct"
    assert status(net, "[1, -1]", turned(net)) == "wrong"


def test_a_variant_from_its_line_is_judged_the_same(net: Variant) -> None:
    again = Variant.from_json(json.loads(net.to_line()))
    assert again.to_line() == net.to_line()
    assert status(again, "[-1, 0]", turned(again)) == "correct"


def test_practice_goes_on_with_what_was_right(net: Variant) -> None:
    state, _ = step(State(), Posed(net, "a1", at=0.0))
    state, _ = step(state, Typed("answer", 1.0, turned(net)))
    _, messages = step(state, Typed("answer", 2.0, "[-1, 0]"))
    assert [m.status for m in messages if isinstance(m, Reading)] == ["correct"]


def test_a_name_that_is_drawn_means_what_is_drawn() -> None:
    text = BANK.replace('id     = "hidden"', 'id     = "first"')
    ordered = text.replace('"integer(2, 400)" }', '"integer(2, 400)", hidden = "[-1, 1, -gap]" }')
    (exercise,) = load_text(ordered, "bank.toml").exercises
    variant = draw(exercise, "1")
    assert variant.parts[1].holds is not None
    assert variant.parts[1].holds.earlier == ()
