"""Right but rounded: told apart from wrong, in every kind whose key is exact.

Expected roundings are computed here with `decimal` at 60 digits, not by the code under test.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizgen.answers import answer_kind
from quizgen.answers.rounding import Rounding, found_rounding

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN)
WIDE = Context(prec=60)


def figures(value: Decimal, count: int, rounding: str = ROUND_HALF_UP) -> str:
    return f"{Context(prec=count, rounding=rounding).plus(value):f}"


def status(kind: str, key: Any, text: str, **settings: Any) -> str:
    return str(answer_kind(kind, key, **settings).judge(text).status)


@st.composite
def fractions(draw: st.DrawFn) -> Fraction:
    value = Fraction(draw(st.integers(-2000, 2000)), draw(st.integers(2, 97)))
    assume(value.denominator > 1)
    return value


class TestFractions:
    """The key to two digits or more, half up or half even; cut off from three digits on."""

    @given(fractions(), st.integers(3, 12), st.sampled_from(ROUNDINGS))
    def test_rounded(self, key: Fraction, count: int, rounding: str) -> None:
        exact = WIDE.divide(Decimal(key.numerator), Decimal(key.denominator))
        text = figures(exact, count, rounding)
        if Fraction(text) == key:
            assert status("fraction", str(key), text) == "correct"
        else:
            assert status("fraction", str(key), text) == "rounded"
            assert status("fraction", str(key), text, rounding=count) == "correct"

    @given(fractions(), st.integers(3, 12))
    def test_one_more_in_the_last_place_is_wrong(self, key: Fraction, count: int) -> None:
        exact = WIDE.divide(Decimal(key.numerator), Decimal(key.denominator))
        cut = Decimal(figures(exact, count, ROUND_DOWN))
        assume(Fraction(cut) != key)
        unit = Decimal(1).scaleb(exact.adjusted() - count + 1)
        away = cut + 2 * unit if key > 0 else cut - 2 * unit
        assert status("fraction", str(key), f"{away:f}") == "wrong"

    @pytest.mark.parametrize(
        ("key", "text", "expected"),
        [
            ("-2/3", "-0.6667", "rounded"),
            ("-2/3", "-0.67", "rounded"),
            ("-2/3", "-0.666", "rounded"),
            ("-2/3", "-0.66", "wrong"),
            ("-2/3", "-0.7", "wrong"),
            ("-2/3", "0.6667", "wrong"),
            ("-2/3", "-0.6670", "wrong"),
            ("-2/3", "-2001/3000", "wrong"),
            ("399/200", "2.00", "rounded"),
            ("399/200", "2", "wrong"),
            ("100/3", "33", "wrong"),
            ("1000/3", "333", "rounded"),
            ("5/4", "1.3", "rounded"),
            ("5/4", "1.2", "rounded"),
            ("1/3", "0.3333333333333333333333333333", "rounded"),
            ("7", "7.001", "wrong"),
            ("0", "0.001", "wrong"),
        ],
    )
    def test_cases(self, key: str, text: str, expected: str) -> None:
        assert status("fraction", key, text) == expected


class TestFormulas:
    """A decimal for a constant, decimals for the numbers in a formula."""

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("ln(4/3)", lambda: mpmath.log(mpmath.mpf(4) / 3)),
            ("-ln(7)", lambda: -mpmath.log(7)),
            ("sqrt(2)/2", lambda: mpmath.sqrt(2) / 2),
            ("-5*pi/3", lambda: -5 * mpmath.pi / 3),
            ("exp(2) - 1", lambda: mpmath.exp(2) - 1),
            ("tanh(1/2)", lambda: mpmath.tanh(0.5)),
            ("22/7", lambda: mpmath.mpf(22) / 7),
        ],
    )
    @pytest.mark.parametrize("count", [2, 3, 4, 7, 12])
    def test_constants(self, key: str, value: Any, count: int) -> None:
        with mpmath.workdps(40):
            exact = Decimal(mpmath.nstr(value(), 35))
        assert status("expression", key, figures(exact, count)) == "rounded"
        assert status("expression", key, figures(exact, count), rounding=count) == "correct"
        unit = Decimal(1).scaleb(exact.adjusted() - count + 1)
        nearby = (f"{Decimal(figures(exact, count)) + unit * k:f}" for k in (2, 3))
        # A zero at the end would be the key rounded to a digit less.
        wrong = next(text for text in nearby if not text.endswith("0"))
        assert status("expression", key, wrong) == "wrong"

    @pytest.mark.parametrize(
        ("key", "text", "expected"),
        [
            ("2*x/3", "0.667x", "rounded"),
            ("2*x/3", "0.666x", "rounded"),
            ("2*x/3", "0.668x", "wrong"),
            ("2*x/3", "0.7x", "wrong"),
            ("2*x/3", "0.667y", "wrong"),
            ("2*x/3 + ln(2)", "0.67x + 0.693", "rounded"),
            ("2*x/3 + ln(2)", "0.67x + 0.793", "wrong"),
            ("exp(x)/3", "0.333 e^x", "rounded"),
            ("x*y/7 - 1", "0.143xy - 1", "rounded"),
            ("x*y/7 - 1", "0.143xy + 1", "wrong"),
            ("x + 2", "x + 1.99", "wrong"),
            ("x + 2", "x + 2.0004", "wrong"),
            ("x/4", "0.25x", "correct"),
            ("sqrt(2)", "7/5", "wrong"),
            ("ln(4/3)", "2/7", "wrong"),
        ],
    )
    def test_numbers_in_a_formula(self, key: str, text: str, expected: str) -> None:
        assert status("expression", key, text, variables=["x", "y"]) == expected


class TestEntries:
    """Every entry right or rounded: the whole is rounded, and the entries are named."""

    def test_vector(self) -> None:
        kind = answer_kind("vector", ["2/3", 2, "-1/7"])
        verdict = kind.judge("[0.667, 2, -0.143]")
        assert (verdict.status, verdict.score) == ("rounded", Fraction(0))
        assert "Entries 1, 3 are right, but rounded" in verdict.feedback
        assert kind.judge("[0.667, 3, -0.143]").status == "wrong"
        assert kind.judge("[2/3, 2.0, -1/7]").status == "correct"

    def test_exact_entries_keep_their_credit(self) -> None:
        verdict = answer_kind("vector", ["2/3", 2], partial="per_entry").judge("[0.667, 2]")
        assert (verdict.status, verdict.score) == ("rounded", Fraction(1, 2))

    def test_matrix(self) -> None:
        verdict = answer_kind("matrix", [["2/3", 2], [1, "1/6"]]).judge("[[0.67, 2], [1, 1/6]]")
        assert verdict.status == "rounded"
        assert "Entry (1, 1) is right, but rounded" in verdict.feedback

    def test_whole_entries_are_never_rounded(self) -> None:
        assert status("vector", [300, "1/3"], "[300.1, 1/3]") == "wrong"


class TestAccepted:
    """`rounding = N`: so many significant digits, or more, are right."""

    @pytest.mark.parametrize(
        ("kind", "key", "text", "expected"),
        [
            ("fraction", "2/3", "0.667", "correct"),
            ("fraction", "2/3", "0.6667", "correct"),
            ("fraction", "2/3", "0.67", "rounded"),
            ("fraction", "2/3", "0.666", "rounded"),
            ("fraction", "2/3", "2/3", "correct"),
            ("integer", 1234, "1230", "correct"),
            ("integer", 1234, "1200", "wrong"),
            ("integer", 1234, "1240", "wrong"),
            ("real", 0.69314718, "0.693", "correct"),
            ("vector", ["2/3", "1/3"], "[0.667, 0.333]", "correct"),
            ("vector", ["2/3", "1/3"], "[0.667, 0.33]", "rounded"),
            ("matrix", [["2/3", "1/3"]], "[[0.667, 0.333]]", "correct"),
            ("expression", "ln(2)", "0.693", "correct"),
            ("expression", "ln(2)", "0.69", "rounded"),
            ("expression", "ln(2)", "0.694", "wrong"),
            ("expression", "2*x/3", "0.667x", "correct"),
        ],
    )
    def test_three_digits(self, kind: str, key: Any, text: str, expected: str) -> None:
        settings = {"variables": ["x"]} if kind == "expression" else {}
        assert status(kind, key, text, rounding=3, **settings) == expected

    def test_too_few_digits_say_how_many(self) -> None:
        said = answer_kind("fraction", "2/3", rounding=4).judge("0.67").feedback
        assert said == "Right, but rounded to 2 significant digits: give at least 4."

    def test_a_text_that_was_filled_in(self) -> None:
        assert answer_kind("fraction", "2/3", rounding="3").judge("0.667").status == "correct"

    @pytest.mark.parametrize("bad", ["three", "-1", "", -1, 2.5, True])
    def test_no_number_of_digits(self, bad: Any) -> None:
        with pytest.raises(ValueError, match="is no whole number; write rounding = 3"):
            answer_kind("fraction", "2/3", rounding=bad)


class TestKeyFirst:
    """A rounded key that is also the value of a slip is rounded."""

    def test_key_first(self) -> None:
        slip = {"name": "slip", "value": "67/100", "hint": "No."}
        verdict = answer_kind("fraction", "2/3", [slip]).judge("0.67")
        assert (verdict.status, verdict.mistake) == ("rounded", None)


class TestFloatKeys:
    """A key computed with floats has the tolerance of a real number, whatever its shape."""

    def test_softmax(self) -> None:
        exact = [mpmath.exp(z) for z in (1, 2, 3)]
        key = [float(e / sum(exact)) for e in exact]
        assert status("vector", key, "[0.0900, 0.2447, 0.6652]") == "correct"
        assert status("vector", key, "[0.09, 0.245, 0.665]") == "correct"
        assert status("vector", key, "[0.10, 0.24, 0.66]") == "wrong"
        assert status("matrix", [key, key], "0.09 0.2447 0.6652\n0.09 0.2447 0.6652") == "correct"

    def test_own_tolerance(self) -> None:
        assert status("vector", [0.0900306, 0.2447285], "[0.09, 0.2447]", atol=1e-6) == "wrong"

    def test_formula(self) -> None:
        key = f"{float(mpmath.log(2))}*x"
        assert status("expression", key, "0.6931x", variables=["x"]) == "correct"
        assert status("expression", key, "0.6951x", variables=["x"]) == "wrong"
        assert status("expression", float(mpmath.log(2)), "0.693") == "correct"


@pytest.mark.parametrize(
    ("key", "of_64_bits", "of_32"),
    [("3/7", "0.42857142857142855", "0.4285714328289032"), ("5/6", "0.8333333333333334", "0.8333333134651184")],
)  # fmt: skip
def test_a_float_has_the_digits_that_it_can_hold(key: str, of_64_bits: str, of_32: str) -> None:
    """Its last digits, as Python prints them, are not the key's."""
    assert found_rounding(Fraction(of_64_bits), Fraction(key)) == Rounding(15)
    assert found_rounding(Fraction(of_32), Fraction(key)) == Rounding(7)
    assert status("fraction", key, of_64_bits) == status("fraction", key, of_32) == "rounded"
