"""Edges of reading: brackets in brackets, names in a chain, signs beside a value, what is told of each."""

import unicodedata
from decimal import Decimal
from fractions import Fraction
from time import process_time
from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class

SHAPES = {"W": "m, n", "x": "n", "b": "m", "g": "m", "A": "n, n", "X": "k, n", "y": "k"}


def judged(key: str, text: str) -> Any:
    return answer_kind("matrix_expression", key, shapes=SHAPES, functions=["sigma"]).judge(text)


class TestBracketsInBrackets:
    """A formula of matrices goes forty brackets deep, whatever opens them, and is read at once."""

    NESTS = (
        ("(", ")"), ("[", "]"), (r"\left(", r"\right)"), (r"\sqrt{", "}"), (r"\sqrt[3]{", "}"), ("exp(", ")"),
        ("norm(", ")"), ("sigma'(", ")"), ("root(3, ", ")"), ("1[x > ", "]"),
    )  # fmt: skip

    def test_forty_are_read_and_no_more(self) -> None:
        said = "the formula is nested more than 40 deep"
        for opened, closed in self.NESTS:
            deep, deeper = (judged("x", opened * n + "x" + closed * n) for n in (39, 41))
            assert deep.status != "unreadable", opened
            assert (deeper.status, deeper.feedback) == ("unreadable", said), opened

    @pytest.mark.timed
    def test_each_bracket_behind_a_one_is_read_once(self) -> None:
        """Every one may be a number, a vector or an indicator: twice the time for each, if all are tried."""
        for opened, closed in (("1(", ")"), ("1{", "}"), ("(1)(", ")"), ("1[x > ", "]")):
            for deep in (12, 20, 41):
                before = process_time()
                judged("x", opened * deep + "x" + closed * deep)
                assert process_time() - before < 1, (opened, deep)

    def test_a_few_ones_are_read_in_every_way(self) -> None:
        assert judged("x", "1(1(1(1(x))))").status == "correct"
        many = judged("x", "1(" * 20 + "x" + ")" * 20)
        assert many.feedback == "the formula may be read in too many ways; write @, ⊙ and ones(n)"


class TestOnes:
    """A one with a transpose mark is the vector, with another power the number."""

    def test_what_it_is(self) -> None:
        for text in ("1^T x", "1^{T} x", "1' x", "1^{2} * sum(x)", "1^2 * sum(x)", "sum(x)"):
            assert judged("ones(n)^T x", text).status == "correct", text

    def test_powers_entry_by_entry(self) -> None:
        for text in ("x^{⊙2}", "x^(⊙2)", r"x^{\odot 2}"):
            assert judged("x .^ 2", text).status == "correct", text
            assert judged("x .^ 3", text).status == "wrong", text
        for text in ("A^{-T}", "A^-T", "A^(-T)"):
            assert judged("inv(A)^T", text).status == "correct", text


def test_a_thin_space_parts_the_indices_of_a_sum() -> None:
    assert judged("sum(W)", r"\sum_{i\,j} W_{i,j}").status == "correct"


def test_brackets_are_told_where_they_are_needed() -> None:
    """`x + (g + b)` is no sum of three: the bracket says which sum does not fit."""
    for text, told in [
        ("x + (g + b)", "x + (g + b): (n) plus (m)"),
        ("(g + b) + x", "g + b + x: (m) plus (n)"),
        ("x - (g - b)", "x − (g − b): (n) minus (m)"),
        ("x ⊙ (g ⊙ b)", "x ⊙ (g ⊙ b): (n) entry by entry times (m)"),
        ("x ⊙ (g + b)", "x ⊙ (g + b): (n) entry by entry times (m)"),
    ]:
        assert judged("W^T g", text).feedback == f"The shapes do not fit: {told}.", text


def test_either_term_may_have_the_wrong_sign() -> None:
    for text in ("-X^T X x - X^T y", "X^T X x + X^T y"):
        assert judged("X^T X x - X^T y", text).mistake == "sign-of-term", text


def test_greek_names_are_shown_as_letters_and_read_again() -> None:
    """The letters are Unicode's; final sigma and omicron are no names of formulas."""
    for code in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)):
        name = unicodedata.name(chr(code), "").removeprefix("GREEK ")
        size, _, word = name.replace("LAMDA", "LAMBDA").partition(" LETTER ")
        capital = size == "CAPITAL"
        # Capitals that look like Latin letters have no command of their own.
        if (
            not word
            or (word == "PI" and not capital)
            or word in OTHERS
            or (capital and word in LATIN)
        ):
            continue
        word = word.title() if capital else word.lower()
        kind = answer_kind("matrix_expression", word, shapes={word: "n"})
        found = kind.judge(word)
        assert (found.status, found.reading) == ("correct", chr(code)), word
        assert kind.judge(found.reading).status == "correct", word


LATIN = "ALPHA BETA EPSILON ZETA ETA IOTA KAPPA MU NU RHO TAU CHI".split()
OTHERS = ("FINAL SIGMA", "OMICRON")


class TestChains:
    """Chains of equals signs: names in front, one value behind."""

    def test_a_name_behind_a_value_of_a_function_is_seen(self) -> None:
        for names in ({"names": ["U"]}, {}):
            kind = answer_kind("integer", 10, arithmetic=True, **names)
            assert kind.judge("U = f(3) = 10").status == "correct"
            verdict = kind.judge("U = f(3) = X = 10")
            assert verdict.status == "unreadable"
            assert verdict.feedback.startswith("'X' stands before the value and is no name of it")

    def test_a_side_that_is_missing(self) -> None:
        kind = answer_kind("integer", 10, names=["U"], arithmetic=True)
        for text in ("= 10", "= 14 - 5 + 1 = 10", "==10", "U = 10 because 14 - 5 + 1 = 10"):
            assert kind.judge(text).status == "correct", text
        for text in ("U =", "U = = 10", "10 =", "= = 10"):
            said = "something is missing beside the equals sign"
            assert kind.judge(text).feedback == said, text

    def test_a_reason_that_does_not_hold(self) -> None:
        verdict = answer_kind("integer", 10).judge("10 because 14 - 5 + 1 = 11")
        assert verdict.status == "unreadable"

    def test_in_lowest_terms_is_what_one_member_is(self) -> None:
        kind = answer_kind("fraction", Fraction(1, 2), lowest_terms=True)
        for text in ("2/4 = 1/2", "1/2 = 2/4", "50 %", "0.5 = 2/4"):
            assert kind.judge(text).status == "correct", text
        assert kind.judge("2/4").feedback == "Reduce the fraction to lowest terms."

    def test_about_a_value_once(self) -> None:
        kind = answer_kind("expression", "ln(2)")
        assert kind.judge("ln 2 ≈ 0.693").status == "correct"
        said = "about a value; write the formula exactly"
        assert kind.judge("ln 2 ≈ 0.69 ≈ 0.7").feedback == said


class TestScale:
    """The decimal point one place or more off; a single digit is found by chance."""

    def test_where_the_point_is(self) -> None:
        kind = answer_kind("fraction", Fraction(5, 2))
        for text in ("25", "1/4", "250", "0.025"):
            said = "The digits are right, the decimal point is not."
            assert kind.judge(text).feedback == said, text
        # Ten places off, or a single digit, is another number.
        assert kind.judge("2500000000").feedback == ""
        assert answer_kind("integer", 300).judge("30").feedback == ""
        said = "The answer is off by a factor of 100."
        assert answer_kind("integer", 3200).judge("32").feedback == said
        assert answer_kind("integer", 32).judge("3200").feedback == said


def test_nothing_is_divided_by_nothing() -> None:
    """0/0 has no value: it is equal to none."""
    for key in ("x", "0", "2*x + 1"):
        for text in ("0/(x - x)", "x*0/(x - x)", "x/(x - x)"):
            verdict = answer_kind("expression", key, variables=["x"]).judge(text)
            assert verdict.status != "correct", (key, text)


def test_bars_of_a_row_and_of_rows() -> None:
    vector, matrix = answer_kind("vector", [1, 2]), answer_kind("matrix", [[1, 2], [3, 4]])
    for text in ("| 1 | 2 |", "|1|\n|2|", "|1|2|\n", "&1&2&", "1 & 2"):
        assert vector.judge(text).status == "correct", text
    for text in ("1|2\n3|4", "|1|2|\n|3|4|", "1\t2\n3\t4"):
        assert matrix.judge(text).status == "correct", text


def test_a_hedge_between_entries_is_told() -> None:
    for text in ("1, 2, or 3", "1 not 2", "1 and 2", "[1 or 2]"):
        said = answer_kind("vector", [1, 2]).judge(text).feedback
        assert said == "give one answer, without or, and, not", text
    for text in ("~ [1, 2]", "~[1,2]", "≈ [1, 2]"):
        said = "about some values; write the values themselves"
        assert answer_kind("vector", [1, 2]).judge(text).feedback == said, text


def test_math_signs_around_nothing_are_quoted_whole() -> None:
    kind = answer_kind("integer", 3)
    for text in ("$", "$$", "$$$", "``"):
        assert kind.judge(text).feedback.startswith(f"'{text}' is not a number"), text
    assert [kind.judge(text).status for text in ("$3$", "$$3$$")] == ["correct"] * 2


def test_a_key_of_python_has_its_value() -> None:
    kind = answer_kind("real", Decimal("0.25"), atol=0)
    assert [kind.judge(text).status for text in ("0.25", "0.26")] == ["correct", "wrong"]


def test_the_number_of_a_thing() -> None:
    kind = answer_kind("integer", 10, units=["weights"])
    for text in ("No. of weights = 10", "no. of the weights: 10"):
        assert kind.judge(text).status == "correct", text
    assert kind.judge("no. 10").status == "unreadable"


def test_how_to_type_names_axes_and_letters() -> None:
    said = "whole numbers in order: channels, height, as "
    assert kind_class("shape").how_to_type({"axes": ["channels", "height"]}).startswith(said)
    assert kind_class("shape").how_to_type({}).startswith("whole numbers in order, as ")
    said = kind_class("matrix_expression").how_to_type({"shapes": {"W": "m, n", "x": "n"}})
    assert said.startswith("a formula of matrices in W and x; ")


@pytest.mark.parametrize("name", ["terms", "words"])
def test_a_key_is_checked_with_its_settings(name: str) -> None:
    key: Any = ["ReLU", "tanh"] if name == "terms" else "ReLU"
    settings: dict[str, Any] = {"count": 2} if name == "terms" else {}
    kind_class(name).check(key, [], settings)
    with pytest.raises(ValueError, match="unheard"):
        kind_class(name).check(key, [], {**settings, "unheard": 1})
