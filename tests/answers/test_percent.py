"""A share in percent is the share, wherever a fraction or a decimal is asked for."""

from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.verdict import UNREADABLE
from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.grading.judging import judged

ASKED: dict[str, dict[str, Any]] = {
    "fraction": {},
    "fraction, worked out": {"arithmetic": True},
    "real": {},
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("19.2 %", "correct"),
        ("19.2%.", "correct"),
        (r"$19.2\,\%$", "correct"),
        ("19.2 percent", "correct"),
        ("p = 19.2 %", "correct"),
        ("24/125 = 0.192 = 19.2 %", "correct"),
        ("96/5 %", "correct"),
        ("20 %", "wrong"),
        ("1920 %", "wrong"),
        ("-19.2 %", "wrong"),
        ("19.2", "wrong"),
        ("80.8 %", "wrong"),
        ("24/125 = 20 %", "unreadable"),
        ("19.2 % %", "unreadable"),
        ("%", "unreadable"),
        ("1 - 80.8 %", "unreadable"),  # is the 1 in percent, too?
        ("19.2 % or 20 %", "unreadable"),
    ],
)
def test_a_share(asked: str, text: str, status: str) -> None:
    kind = answer_kind(asked.partition(",")[0], "24/125", **ASKED[asked])
    assert kind.judge(text).status == status


@pytest.mark.parametrize(
    ("settings", "text", "status"),
    [
        ({}, "66.67 %", "rounded"),
        ({"rounding": 3}, "66.7 %", "correct"),
        ({"rounding": 3}, "67 %", "rounded"),
        ({}, "200/3 %", "correct"),
        ({"decimal_comma": True}, "66,67 %", "rounded"),
        ({}, "66.7 %", "rounded"),
        ({}, "33.3 %", "wrong"),
    ],
)
def test_a_rounded_share(settings: dict[str, Any], text: str, status: str) -> None:
    assert answer_kind("fraction", "2/3", **settings).judge(text).status == status


@pytest.mark.parametrize("kind", ["fraction", "real"])
@pytest.mark.parametrize("unit", ["%", "percent"])
@pytest.mark.parametrize("text", ["19.2", "19.2 %", "19.2 percent", r"$19.2\,\%$"])
def test_a_number_of_percent_that_is_asked_for(kind: str, unit: str, text: str) -> None:
    asked = answer_kind(kind, "96/5", units=[unit])
    assert asked.judge(text).status == "correct"
    assert asked.judge("0.192").status == "wrong"


def test_a_whole_number_is_not_read_in_percent() -> None:
    said = answer_kind("integer", 1).judge("100 %").feedback
    assert said == "percent signs are not read; write the number itself"


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    "text", ["62.5 %", "62.5%", "62.5 percent", r"$62.5\,\%$", "p = 62.5 %.", "50 %"]
)
def test_a_number_of_percent_that_no_setting_tells_is_no_wrong_share(asked: str, text: str) -> None:
    """Whether it is right or not; where the key may be a share, and where percent is the unit, it is plain."""
    kind = asked.partition(",")[0]
    said = "percent signs are not read; write the number itself"
    assert answer_kind(kind, "125/2", **ASKED[asked]).doubt(text) == said
    assert answer_kind(kind, "5/8", **ASKED[asked]).doubt(text) == ""
    assert answer_kind(kind, "125/2", units=["percent"], **ASKED[asked]).doubt(text) == ""
    assert answer_kind(kind, "125/2", **ASKED[asked]).doubt(text.strip(" .")[:2]) == ""


def test_a_number_of_percent_in_doubt_costs_no_attempt() -> None:
    bank = """[[exercise]]
id = "share"
draw = { a = "integer(3, 9)" }
text = "Of 16 students ${{ a }}$ are early."
[[exercise.part]]
ask = "How many percent are that?"
answer = "Fraction(100 * a, 16)"
kind = "fraction"
"""
    (exercise,) = load_text(bank, "bank.toml").exercises
    variant = draw(exercise, "1")
    key = Fraction(variant.parts[0].key)
    verdict, _ = judged(variant, variant.parts[0], f"{float(key)} %", {})
    assert (verdict.status, verdict.feedback) == (UNREADABLE, "percent signs are not read; write the number itself")  # fmt: skip
