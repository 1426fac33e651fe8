"""A mistake that comes to the key in another form, a decimal for a fraction, is none."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.bank.mistakes import same as one_value
from quizgen.bank.mistakes import told_apart
from quizgen.variant import Mistake


@pytest.mark.parametrize(
    ("wrong", "key", "same"),
    [
        (1 / 3, "1/3", True),
        ([0.3333333333333333, 0.6666666666666667], ["1/3", "2/3"], True),
        ([[2.0, 0.5]], [[2, "1/2"]], True),
        (0.1 + 0.2, 0.3, True),
        (0.3333, "1/3", False),
        ([0.5, 0.5], ["1/2", "1/3"], False),
        ([0.5], ["1/2", "1/2"], False),
        (1.0, True, False),
        (0.5, "sqrt(1/4)", False),
        ("1/2", "1/2", True),
        ([1, 2], [2, 1], False),
    ],
)
def test_forms_of_a_number(wrong: object, key: object, *, same: bool) -> None:
    assert one_value(wrong, key) is same
    assert one_value(key, wrong) is same


def test_a_slip_that_happens_to_be_right_is_left_out() -> None:
    """Shares of ln 2 and ln 4 in their sum are 1/3 and 2/3, which is their softmax too."""
    bank = "[[exercise]]\nid = 'a'\nask = 'Shares?'\nanswer = 'softmax([ln(2), ln({k})])'"
    for k, named in ((4, False), (3, True)):
        (exercise,) = load_text(bank.replace("{k}", str(k)), "b.toml").exercises
        (part,) = draw(exercise, "one").parts
        assert ("normalises-logits" in {mistake.name for mistake in part.mistakes}) is named


@pytest.mark.parametrize(("atol", "named"), [("0.05", False), ("0.0005", True)])
def test_a_slip_that_the_tolerance_takes_for_right_is_left_out(atol: str, *, named: bool) -> None:
    """The sigmoid at −3 is 0.0474, and without its denominator 0.0498: one number to one decimal, two to three."""
    bank = f"[[exercise]]\nid = 'a'\nask = 'σ(−3)?'\nanswer = 'sigmoid(-3.0)'\nsettings = {{ atol = '{atol}' }}"
    (exercise,) = load_text(bank, "b.toml").exercises
    (part,) = draw(exercise, "one").parts
    names = {mistake.name for mistake in part.mistakes}
    assert ("no-denominator" in names) is named
    assert "sign-of-exponent" in names


@pytest.mark.parametrize(
    ("wrong", "key", "near"),
    [
        (3, 2, False), (2.5, 2, True), ("5/2", 2, True), ("13/5", 2, False), (1.5, 2, True), (1.4, 2, False),
        ([2.5, 1], [2, "3/2"], True), ([2.5, 3], [2, 1], False), ([2], [2, 2], False), ([[1, 2.4]], [[1, 2]], True),
        ([[1, 2.6]], [[1, 2]], False), ("sqrt(2)", "sqrt(2)", True), ("sqrt(2)", "sqrt(3)", False), (True, 1, True),
        ([2.5], 2, False), ("none", 2, False),
    ],
)  # fmt: skip
def test_mistakes_within_the_tolerance_are_left_out(wrong: object, key: object, *, near: bool) -> None:  # fmt: skip
    """Of a tolerance of a half, entry by entry; what is no number is near what it is alone."""
    mistake = Mistake("m", wrong, "No.")
    assert told_apart([mistake], key, {"atol": "1/2"}) == (() if near else (mistake,))
    assert told_apart([mistake], key, {}) == (mistake,)
