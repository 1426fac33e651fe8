"""A let that several parts need is worked out once, and tells each of them the same."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.solver import Conv1d
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


def test_it_is_worked_out_once_for_the_truth_and_once_a_slip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    usual = Conv1d.output

    def counted(self: Conv1d, *args: object, **kwargs: object) -> object:
        asked.append(args)
        return usual(self, *args, **kwargs)

    monkeypatch.setattr(Conv1d, "output", counted)
    second(HEAD + SECOND)
    once = len(asked)
    second(HEAD + SECOND + SECOND.replace('"b"', '"c"') + SECOND.replace('"b"', '"d"'))
    assert len(asked) - once < 2 * once, "three parts ask little more than one"
