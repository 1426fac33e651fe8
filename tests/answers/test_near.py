"""Formulas with rounded decimals, by hand: what moves, how far, and the bounds on both sides."""

from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction

import pytest

from quizgen.answers import near
from quizgen.answers.constants import constant
from quizgen.answers.near import (
    _agree,
    _figures,
    _moved,
    _unit,
    accepts,
    decimals,
    plain_number,
    rounded_formula,
    value_of,
    within,
)
from quizgen.answers.rounding import Rounding
from quizgen.answers.syntax import Formula
from quizgen.answers.tree import Number, Tree

read = Formula(["x", "y"]).read


def of(text: str, key: str, domain: str = "reals") -> Rounding | None:
    return rounded_formula(read(text), read(key), ["x"], domain, "")


def all_parts(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in tree.parts:
        yield from all_parts(part)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.5x + 1.25", ["0.5", "1.25"]),
        ("-(0.5 - 3)/(x + 0.25^(1.5 y))", ["0.5", "0.25", "1.5"]),
        ("exp(0.75) sqrt(x + 0.1)", ["0.75", "0.1"]),
        ("3x + 2", []),
        ("2.0x", []),
        ("0.125", ["0.125"]),
        ("0.5x", ["0.5"]),
    ],
)
def test_decimals_and_where_they_stand(text: str, numbers: list[str]) -> None:
    tree = read(text)
    found = decimals(tree)
    assert [number for _, number in found] == [Fraction(number) for number in numbers]
    for path, number in found:
        at = tree
        for step in path:
            at = at.parts[step]
        assert at == Number(number)
        moved = list(all_parts(_moved(tree, path, Fraction(1, 7))))
        before = list(all_parts(tree))
        numbers_moved = [
            (old.value, new.value)
            for old, new in zip(before, moved, strict=True)
            if isinstance(old, Number) and isinstance(new, Number) and old != new
        ]
        assert numbers_moved == [(number, number + Fraction(1, 7))]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", "1/2"), ("-0.5", "-1/2"), ("-(-3)", "3"), ("1/2", None), ("x", None), ("-x", None), ("0.5 + 1", None)],
)  # fmt: skip
def test_a_number_as_it_stands(text: str, value: str | None) -> None:
    assert plain_number(read(text)) == (None if value is None else Fraction(value))


@pytest.mark.parametrize(
    ("number", "unit", "figures"),
    [
        ("0.667", "1/1000", 3),
        ("0.0667", "1/10000", 3),
        ("12.5", "1/10", 3),
        ("0.5", "1/10", 1),
        ("-1.25", "1/100", 3),
        ("7", "1", 1),
        ("120", "1", 3),
        ("1/8", "1/1000", 3),
    ],
)
def test_the_last_place_and_the_digits(number: str, unit: str, figures: int) -> None:
    assert (_unit(Fraction(number)), _figures(Fraction(number))) == (Fraction(unit), figures)


def test_places_are_counted_up_to_sixty() -> None:
    for places in (58, 59, 60, 61):
        assert _unit(Fraction(1, 10**places)) == Fraction(1, 10 ** min(places, 60))
    assert _unit(Fraction(1, 3)) == Fraction(1, 10**60)


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        # Half of 0.001, and a tenth of that more.
        ("0.667x", "0.66755x", Rounding(3)),
        ("0.667x", "0.66645x", Rounding(3)),
        # Cut off: strictly between 0.667 and 0.668, or as far below a negative number.
        ("0.667x", "0.667551x", Rounding(3, cut=True)),
        ("0.667x", "0.6679995x", Rounding(3, cut=True)),
        ("0.667x", "0.6679996x", None),
        ("0.667x", "0.668x", None),
        ("0.667x", "0.66644x", None),
        # Of two digits nothing is cut off.
        ("0.67x", "0.6755x", Rounding(2)),
        ("0.67x", "0.676x", None),
        # The coarsest decimal counts; one digit is none.
        ("0.667x + 0.33", "2x/3 + 1/3", Rounding(2)),
        ("0.667x + 0.3", "2x/3 + 1/3", None),
        ("0.667x + 12.5", "2x/3 + 12.51", Rounding(3)),
        # Every decimal may move at once.
        ("0.667x + 0.333", "0.6675x + 0.3335", Rounding(3)),
        ("0.667x + 0.333", "0.6675x + 0.3345", None),
        # Without decimals nothing was rounded.
        ("2x/3", "2x/3", None),
        ("x + 2", "x + 2.0004", None),
        # Where so much is open that a value may be anything, nothing is said.
        ("0.12x - 0.11x", "0.01x", None),
        ("0.12x - 0.11x", "0.012x", None),
        ("0.12x + 0.24x - 0.11x", "0.25x", Rounding(2)),
        ("0.12x + 0.23x - 0.11x", "0.24x", None),
    ],
)
def test_how_a_formula_was_rounded(text: str, key: str, found: Rounding | None) -> None:
    assert of(text, key) == found


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("0.67", "2/3", Rounding(2)),
        ("-0.667", "-2/3", Rounding(3)),
        ("0.666", "2/3", Rounding(3, cut=True)),
        ("0.66", "2/3", None),
        ("3.14", "pi", Rounding(3)),
        ("0.693", "x", None),
        ("0.693", "1/0", None),
        ("0.25 + 0.44", "ln(2)", Rounding(2)),
        ("0.25 + 0.46", "ln(2)", None),
    ],
)
def test_constants(text: str, key: str, found: Rounding | None) -> None:
    """A plain number is compared with the key's digits; a formula of decimals moves."""
    assert rounded_formula(read(text), read(key), [], "reals", "") == found


def test_twelve_decimals_and_no_more() -> None:
    for count, found in ((12, Rounding(2)), (13, None)):
        text = " + ".join(["0.11x"] * count)
        assert of(text, f"{Fraction(11 * count, 100)}x") == found
        key = read(" + ".join(["0.11"] * count))
        is_near = within(key, key, [], "reals", "", Fraction(1, 1000))
        assert is_near is (found is not None)


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("0.25", True),
        ("0.261", True),
        ("0.2611", False),
        ("0.239", True),
        ("0.2389", False),
    ],
)
def test_a_number_within_a_tolerance(text: str, is_near: bool) -> None:  # noqa: FBT001
    """0.01 and a tenth of that more."""
    assert within(read(text), read("0.25"), [], "reals", "", Fraction(1, 100)) is is_near


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("0.26x + 1.51", True),
        ("0.26x + 1.49", True),
        ("0.265x + 1.5", False),
        ("0.25x + 1.5", True),
        ("x/4 + 3/2", True),
        ("0.25x + 1.53", False),
        ("0.25x", False),
    ],
)
def test_a_formula_within_a_tolerance(text: str, is_near: bool) -> None:  # noqa: FBT001
    assert within(read(text), read("0.25x + 1.5"), ["x"], "reals", "", Fraction(1, 100)) is is_near


def test_only_the_keys_decimals_have_a_tolerance() -> None:
    assert not within(read("0.25x"), read("x/4"), ["x"], "reals", "", Fraction(1, 100))
    assert not within(read("2"), read("2"), [], "reals", "", Fraction(1, 100))


@pytest.mark.parametrize(
    ("text", "key", "figures", "is_right"),
    [
        ("0.667x", "2x/3", 3, True),
        ("0.667x", "2x/3", 2, True),
        ("0.667x", "2x/3", 4, False),
        ("0.666x", "2x/3", 3, False),
        ("0.666x", "2x/3", 2, False),
        ("0.7x", "2x/3", 1, False),
    ],
)
def test_so_many_digits_are_right(text: str, key: str, figures: int, is_right: bool) -> None:  # noqa: FBT001
    """What is cut off is never right."""
    assert accepts(read(text), read(key), ["x"], "reals", "", figures) is is_right


@pytest.mark.parametrize(
    ("text", "key", "figures", "is_right"),
    [
        ("0.693", "ln(2)", 3, True),
        ("0.693", "ln(2)", 4, False),
        ("0.7", "ln(2)", 1, True),
        ("0.694", "ln(2)", 2, False),
        ("0.693", "1/0", 3, False),
        ("0.693", "y", 3, False),
        ("-0.693", "-ln(2)", 3, True),
        ("0.25 + 0.44", "ln(2)", 2, True),
        ("0.25 + 0.44", "ln(2)", 3, False),
    ],
)
def test_so_many_digits_of_a_constant(text: str, key: str, figures: int, is_right: bool) -> None:  # noqa: FBT001
    assert accepts(read(text), read(key), [], "reals", "", figures) is is_right


def test_the_value_of_a_formula() -> None:
    assert value_of(read("3/8 - 1")) == Fraction(-5, 8)
    assert value_of(read("x + 1")) is None
    assert value_of(read("ln(0)")) is None
    assert value_of(read("1/3")) == Fraction(1, 3)
    # Forty digits, and no fewer.
    assert value_of(read("sqrt(3)")) == Fraction(Context(prec=40).sqrt(3))


def test_where_there_is_no_value_nothing_agrees() -> None:
    """Points without a value are passed over; a key that has none anywhere is nothing's."""
    for root in ("sqrt(x)", "sqrt(-x)"):
        assert of(f"0.667 {root}", f"2/3 {root}") == Rounding(3)
    assert of("0.667 sqrt(x) sqrt(-x)", "2/3 sqrt(x) sqrt(-x)") is None
    assert _agree(read("0.5/0"), read("0.5/0"), [((0,), Fraction(1))], [], "reals", "") is False


@pytest.mark.parametrize(("given", "needed"), [(2, None), (3, 3), (6, 6), (9, 6)])
def test_three_points_at_least_and_six_are_enough(
    given: int, needed: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def some_points(*_: object) -> Iterator[dict[str, Decimal]]:
        for value in range(1, given + 1):
            asked.append(value)
            yield {"x": Decimal(value)}

    monkeypatch.setattr(near, "sample_points", some_points)
    found = of("0.667x", "2x/3")
    assert found == (None if needed is None else Rounding(3))
    assert needed is None or len(asked) == needed


def test_what_takes_too_long_does_not_agree() -> None:
    deep = "exp(" * 30 + "0.11x" + ")" * 30
    assert of(deep, deep) is None
    assert constant(read(deep)) is None
