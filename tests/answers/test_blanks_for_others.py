"""What a learning system is asked to judge: blanks, how far a decimal may be off, and its digits."""

from fractions import Fraction

import pytest

from quizgen.answers.blank import (
    Blank,
    Numeric,
    Pick,
    Spelled,
    decimal,
    half_a_unit,
    in_rows,
    is_short,
    together,
    window,
)

ONE, TICKS = Blank(Pick(())), Blank(Pick((), several=True))
NUMBER, TERM = Blank(Numeric(Fraction(3))), Blank(Spelled(("softmax",)))


class TestTogether:
    """Parts whose blanks make one question."""

    @pytest.mark.parametrize(
        ("parts", "places"),
        [
            ([], []),
            ([()], []),  # a person marks it
            ([(NUMBER,)], []),  # one blank stands alone
            ([(NUMBER, NUMBER)], [0]),  # an answer of several blanks
            ([(NUMBER,), (TERM,)], [0, 1]),
            ([(NUMBER,), (TICKS,), (ONE,)], [0, 2]),  # options to tick are a question of their own
            ([(TICKS,), (), (NUMBER,)], []),
            ([(), (NUMBER,), (ONE, TERM)], [1, 2]),
            ([(NUMBER, TICKS), (NUMBER,)], []),
        ],
    )
    def test_places(self, parts: list[tuple[Blank, ...]], places: list[int]) -> None:
        assert together(parts) == places


class TestRows:
    """Cells in the rows of their key."""

    @pytest.mark.parametrize(
        ("key", "cells", "rows"),
        [
            ([["1", "2"], ["3", "4"]], "abcd", [["a", "b"], ["c", "d"]]),
            ([["1"], ["2", "3"]], "abc", [["a"], ["b", "c"]]),
            (["1", "2"], "ab", [["a", "b"]]),
            ("7", "a", [["a"]]),
            ([["7"]], "a", [["a"]]),
            ([["1"], ["2"]], "ab", [["a"], ["b"]]),
        ],
    )
    def test_rows(self, key: object, cells: str, rows: list[list[str]]) -> None:
        assert in_rows(key, cells) == rows


class TestWindow:
    """How far a typed decimal may be from its key."""

    @pytest.mark.parametrize(
        ("key", "settings", "exact", "within"),
        [
            (Fraction(5, 2), {}, True, 0),  # 2.5 can be typed in full
            (Fraction(1, 3), {}, True, Fraction(1, 20000)),  # 0.3333: half of 0.0001
            (Fraction(200, 3), {}, True, Fraction(1, 200)),  # 66.67: half of 0.01
            (Fraction(-1, 3), {}, True, Fraction(1, 20000)),
            (Fraction(10), {"rtol": "1/100"}, False, Fraction(1, 10)),
            (Fraction(-10), {"rtol": "1/100"}, False, Fraction(1, 10)),
            (Fraction(10), {"atol": "1/4"}, True, Fraction(1, 4)),
            (Fraction(10), {"atol": "1/4", "rtol": "1/100"}, True, Fraction(7, 20)),
        ],
    )
    def test_by_the_settings_or_the_digits(
        self, key: Fraction, settings: dict[str, str], *, exact: bool, within: Fraction
    ) -> None:
        assert window(key, settings, exact=exact) == within

    @pytest.mark.parametrize(
        ("key", "figures", "half"),
        [
            ("0.62246", 3, Fraction(1, 2000)),  # 0.622
            ("123", 1, 50),  # 100
            ("123", 3, Fraction(1, 2)),
            ("-0.01", 2, Fraction(1, 2000)),  # 0.010
            ("1", 4, Fraction(1, 2000)),  # 1.000
            ("999.9", 2, 5),  # a unit of 10
        ],
    )
    def test_half_a_unit(self, key: str, figures: int, half: Fraction) -> None:
        assert half_a_unit(Fraction(key), figures) == half


class TestDigits:
    """A number as a decimal."""

    @pytest.mark.parametrize(
        ("value", "short"),
        [
            ("-1/8", True),
            ("1/3", False),
            ("0", True),
            ("123456789012", True),  # twelve digits
            ("1234567890123", False),
            ("12345678901.2", True),
            ("123456789012.5", False),
            ("1/2048", True),  # 0.00048828125: eleven places
            ("1/7", False),
        ],
    )
    def test_few_digits(self, value: str, *, short: bool) -> None:
        assert is_short(Fraction(value)) is short

    @pytest.mark.parametrize(
        ("value", "within", "digits"),
        [
            ("-5/4", "0", "-1.25"),
            ("0", "0", "0"),
            ("79510", "0", "79510"),
            ("1/8", "0", "0.125"),
            ("-1/8", "1/100", "-0.125"),  # few digits are told in full
            ("1/3", "1/20000", "0.3333333"),  # 0.00005 is worth five places; two more
            ("2/3", "1/20000", "0.6666667"),
            ("-2/3", "1/2", "-0.667"),
            ("200/3", "5", "66.67"),
            ("20000/3", "500", "6667"),
            ("1/3", "0", "0.3333333"),  # four digits, and two more
        ],
    )
    def test_decimals(self, value: str, within: str, digits: str) -> None:
        assert decimal(Fraction(value), Fraction(within)) == digits
