"""A remark that guesses is not made where a coincidence is likely, and says what was read."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.bank import draw, load_banks


def said(kind: str, key: Any, text: str, **settings: Any) -> str:
    return str(answer_kind(kind, key, **settings).judge(text).feedback)


@pytest.mark.parametrize(
    ("text", "remark"), [("14", "factor of 10"), ("139", "one off"), ("-140", "sign")]
)
def test_a_given_number_is_no_slip_of_the_key(text: str, remark: str) -> None:
    assert remark in said("integer", 140, text)
    assert said("integer", 140, text, given=["14", 139, "-140"]) == ""


def test_a_known_slip_is_told_all_the_same() -> None:
    slip = {"name": "adds", "value": 14, "hint": "Multiply."}
    assert answer_kind("integer", 140, [slip], given=["14"]).judge("14").mistake == "adds"


def test_one_digit_is_found_by_chance() -> None:
    assert said("integer", 30, "3") == ""
    assert "factor" in said("integer", 320, "32")


def test_other_logarithms() -> None:
    # log10(3) = 0.47712…, log2(3) = 1.58496…
    assert "base 10" in said("expression", "ln(3)", "0.477")
    assert "base 2" in said("expression", "ln(3)", "1.585")
    assert said("expression", "ln(3)", "0.478") == ""


@pytest.mark.parametrize("text", ["0.477x", "0.477", "x", "log10(3) x", "0.33 log10(x)"])
def test_names_that_the_key_has_not(text: str) -> None:
    verdict = answer_kind("expression", "ln(3)", variables=["x"]).judge(text)
    assert verdict.status == "wrong"


@pytest.mark.parametrize("text", ["ln(2) = 0.693", "ln(2) = 0.6931", "ln 2 = ln(4)/2 = 0.69"])
def test_an_exact_value_with_its_decimal_is_right(text: str) -> None:
    assert answer_kind("expression", "ln(2)").judge(text).status == "correct"


@pytest.mark.parametrize("text", ["ln(2) = 0.694", "ln(2) = 0.3", "ln(3) = 0.693"])
def test_a_false_decimal_is_not(text: str) -> None:
    assert answer_kind("expression", "ln(2)").judge(text).status == "unreadable"


def test_lengths_say_what_was_read() -> None:
    assert "[1, 2]" in said("vector", [1, 2, 3], "1, 2")
    assert "(16, 5)" in said("shape", [16, 5, 5], "16 x 5")


def test_thousands_are_told() -> None:
    assert "thousands" in said("fraction", "3/2", "1,500")


def test_banks_know_the_numbers_of_the_question() -> None:
    variant = draw(load_banks().exercise("conv1d-arch"), 1)
    drawn = {str(value) for value in variant.values.values() if isinstance(value, int)}
    for part in variant.parts:
        if part.kind == "integer":
            assert drawn - {str(part.key)} <= set(part.settings["given"])


@pytest.mark.parametrize(("kind", "key"), [("fraction", "2/7"), ("expression", "ln(4/3)")])
def test_one_digit_of_an_exact_value_is_told(kind: str, key: str) -> None:
    # 2/7 = 0.2857…, ln(4/3) = 0.2876…
    assert said(kind, key, "0.3").startswith("Rounded too coarsely")
    assert said(kind, key, "0.2") == ""
    assert answer_kind(kind, key).judge("0.3").status == "wrong"


@pytest.mark.parametrize("places", [1, 2, 3, 4])
def test_one_digit_is_coarse_where_it_is_the_nearest_one(places: int) -> None:
    key = Fraction(2, 7) / 10 ** (places - 1)
    for digit in range(1, 10):
        written = f"{Decimal(digit).scaleb(-places):f}"
        nearest = round(key, places) == Fraction(written)
        assert said("fraction", str(key), written).startswith("Rounded too coarsely") == nearest


def test_labels_have_no_neighbours() -> None:
    assert "one off" in said("integer", 28, "29")
    assert said("integer", 28, "29", label=True) == ""
    assert said("integer", 28, "280", label=True) == ""
    assert said("integer", 7, "8") == ""  # keys of one digit are met by chance


def test_parts_that_ask_which_are_labels() -> None:
    exercise = load_banks().exercises["text-conv-detector"]
    where = next(p for p in draw(exercise, "label").parts if p.id == "where")
    largest = next(p for p in draw(exercise, "label").parts if p.id == "largest")
    assert where.settings.get("label")
    assert "label" not in largest.settings


def test_a_matrix_of_formulas_may_be_right_but_rounded() -> None:
    kind = answer_kind("symbolic_matrix", [["2*v/3", "1/7"], ["v", "0"]], variables=["v"])
    to_three = answer_kind(
        "symbolic_matrix", [["2*v/3", "1/7"], ["v", "0"]], variables=["v"], rounding=3
    )
    for text, alone, rounded in (
        ("[[2v/3, 1/7], [v, 0]]", "correct", "correct"),
        ("[[0.667v, 0.143], [v, 0]]", "rounded", "correct"),
        ("[[0.67v, 0.14], [v, 0]]", "rounded", "rounded"),
        ("[[0.667v, 1/7], [v, 0]]", "rounded", "correct"),
        ("[[0.667v, 0.145], [v, 0]]", "wrong", "wrong"),
        ("[[0.667v, 0.143], [v, 1]]", "wrong", "wrong"),
        ("[[0.7v, 0.1], [v, 0]]", "wrong", "wrong"),
    ):
        assert (kind.judge(text).status, to_three.judge(text).status) == (alone, rounded), text


def test_the_printed_numbers_of_a_float_key_are_right() -> None:
    rng = random.Random(5)  # noqa: S311 - a sample
    for _ in range(300):
        sizes = [rng.choice((1e-4, 1e-2, 1.0, 50.0, 3e4, 2e6)) for _ in range(4)]
        key = [rng.uniform(-1, 1) * size for size in sizes]
        printed = "[" + ", ".join(f"{number:.6g}" for number in key) + "]"
        assert answer_kind("vector", key).judge(printed).status == "correct", key
        rows = [key[:2], key[2:]]
        table = str([[float(f"{number:.6g}") for number in row] for row in rows])
        assert answer_kind("matrix", rows).judge(table).status == "correct", key
