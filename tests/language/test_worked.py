"""A let that several parts need is worked out once, and tells each of them the same."""

from fractions import Fraction

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.language.expression import Scope, compiled
from quizgen.language.worked import RecordedApart, Worked
from quizgen.solver import Conv1d, exact_log, symbol
from quizgen.solver.quantity import tracing
from quizgen.solver.trace import leaving_trace
from quizgen.solver.values import as_array
from quizgen.variant import Part

HEAD = """
[[exercise]]
id = "shared"
title = "Shared"
let = { conv = "Conv1d(1, 1, kernel_size=2, bias=false)", y = "conv.output(x, weight=k)", top = "y - shift" }
draw = { x = "vector(4, -5, 5)", k = "vector(2, -5, 5)", shift = "integer(1, 3)" }
"""
FIRST = """
[[exercise.part]]
id = "a"
ask = "What is $y$?"
answer = "y"
"""
SECOND = """
[[exercise.part]]
id = "b"
ask = "What is it, less the shift?"
answer = "top"
"""


def second(bank: str) -> Part:
    (exercise,) = load_text(bank, "banks/mine.toml").exercises
    part: Part = draw(exercise, "one seed").parts[-1]
    return part


def test_a_part_is_told_what_an_earlier_one_asked() -> None:
    alone, after = second(HEAD + SECOND), second(HEAD + FIRST + SECOND)
    assert alone.solution
    assert after.solution == alone.solution
    assert alone.mistakes
    assert after.mistakes == alone.mistakes


def test_a_member_between_brackets_is_one() -> None:
    counts = FIRST.replace('"y"', '"count"') + SECOND.replace('"top"', '"count + 1"')
    usual, other = (
        second(HEAD.replace("let = {", f'let = {{ count = "{count}",') + counts)
        for count in ("conv.parameter_count", "conv['parameter_count']")
    )
    assert usual.mistakes
    assert (other.mistakes, other.solution) == (usual.mistakes, usual.solution)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What outputs of convolutions are computed of."""
    given: list[object] = []
    usual = Conv1d.output

    def counted(self: Conv1d, *args: object, **kwargs: object) -> object:
        given.append(args)
        return usual(self, *args, **kwargs)

    monkeypatch.setattr(Conv1d, "output", counted)
    return given


def test_it_is_worked_out_once_for_the_truth_and_once_a_slip(asked: list[object]) -> None:
    second(HEAD + SECOND)
    once = len(asked)
    second(HEAD + SECOND + SECOND.replace('"b"', '"c"') + SECOND.replace('"b"', '"d"'))
    assert len(asked) - once < 2 * once, "three parts ask little more than one"


def test_what_a_rule_needs_of_the_lets_is_not_worked_out_again(asked: list[object]) -> None:
    """And the part is told all the same."""
    ruled = HEAD + 'require = ["top.sum() > -1000"]\n' + SECOND
    plain = second(HEAD + SECOND)
    asked.clear()
    second(HEAD + SECOND)
    once = len(asked)
    assert second(ruled) == plain
    assert len(asked) == 2 * once


def test_lets_follow_a_name_that_is_given_later() -> None:
    scope = Scope({"a": 1}, {"next": "a + len", "twice": "2 * next"}, {"len": 3})
    assert scope.evaluate("twice") == 8
    scope.give("a", 5)
    assert (scope.evaluate("twice"), scope.evaluate("len")) == (16, 3)
    scope.give("len", 10)
    scope.give("next", 7)
    assert (scope.evaluate("twice"), scope.evaluate("len")) == (14, 10)
    assert scope.lets_known() == {"twice": 14, "next": 7}


def test_recorded_lets_are_worked_out_anew_where_they_come_from_the_name_or_a_function() -> None:
    drawn: list[int] = []

    def roll(most: int) -> int:
        drawn.append(most)
        return len(drawn)

    lets = {"apart": "b + 1", "next": "a + 1", "twice": "2 * next", "luck": "roll(b)"}
    worked = Worked()
    scope = Scope({"a": 1, "b": 2}, lets, {"roll": roll}, recording=RecordedApart(worked))
    assert [scope.evaluate(name) for name in lets] == [3, 2, 4, 1]
    kept = worked.lets["apart"]
    scope.give("a", 5)
    assert set(worked.lets) == {"apart"}
    assert [scope.evaluate(name) for name in lets] == [3, 6, 12, 2]
    assert worked.lets["apart"] is kept
    scope.give("next", 10)
    assert [scope.evaluate(name) for name in ("next", "twice")] == [10, 20]
    assert "next" not in worked.lets, "a given name is no let any more"


DRAWN = """
[[exercise]]
id = "drawn"
title = "Drawn"
let = { conv = "Conv1d(1, 1, kernel_size=2, bias=false)", y = "conv.output(x, weight=k)" }
draw = { x = "vector(4, -5, 5)", k = "vector(2, -5, 5)", shift = "y[0] + integer(1, 3)", z = "shift - y[1]" }
ask = "z + y[2]"
"""


def test_what_a_drawn_value_needs_of_the_lets_is_not_worked_out_again(asked: list[object]) -> None:
    again = DRAWN.replace("y[0]", "conv.output(x, weight=k)[0]")
    part = second(again)
    separate = len(asked)
    asked.clear()
    assert second(DRAWN).key == part.key
    assert len(asked) == separate - 1


@pytest.mark.parametrize("text", ["conv.parameter_count", "[f(a)]", "a + (b | sum)", "a if b is odd else 1", "conv['parameter_count'] + 1", "conv[what]"])  # fmt: skip
def test_what_may_ask_the_solver_is_recorded(text: str) -> None:
    assert not compiled(text).is_plain


@pytest.mark.parametrize("text", ["a + b", "a - b", "a * b", "a / 2", "[a, b][0] == b", "[a, b][-1:]", "-a if b else b"])  # fmt: skip
@pytest.mark.parametrize("value", [3, Fraction(1, 2), exact_log(3), symbol("x"), as_array([1, 2])])
def test_arithmetic_leaves_nothing_that_would_be_recorded(text: str, value: object) -> None:
    assert compiled(text).is_plain
    with leaving_trace() as trace, tracing() as calls:
        Scope({"a": value, "b": 2}).evaluate(text)
    assert not trace
    assert not calls


def test_a_let_of_plain_lets_comes_from_what_they_come_from() -> None:
    lets = {"n": "conv.parameter_count", "more": "n + 1", "most": "more * 2", "sum": "k + 1"}
    worked = Worked()
    scope = Scope({"conv": Conv1d(1, 1, 3), "k": 2}, lets, recording=RecordedApart(worked))
    assert (scope.evaluate("most"), scope.evaluate("sum")) == (10, 3)
    assert worked.silent() == {"sum": 3}
    assert worked.apart_from({"parameter_count"}) == {"sum": 3}
    assert [call.quantity for call in worked.lets["n"].calls] == ["parameter_count"]
