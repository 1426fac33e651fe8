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


def test_a_gradient_is_called_by_its_sign() -> None:
    """`nabla` and `grad` name the gradient that is asked, and nothing else."""
    vector = {"names": [r"\nabla_w J"]}
    for text in ("nabla = [1, 2]", "Nabla: 1, 2", "grad = [1, 2]", "∇ = [1, 2]"):
        assert answer_kind("vector", [1, 2], **vector).judge(text).status == "correct", text
        said = answer_kind("vector", [1, 2], names=["h"]).judge(text)
        assert said.status == "unreadable", text
    assert answer_kind("vector", [1, 2], **vector).judge("rot = [1, 2]").status == "unreadable"


class TestArrays:
    """Names listed before an array, its working, and what a transpose mark makes of it."""

    def test_one_name_in_brackets_is_a_list_too(self) -> None:
        kind = answer_kind("vector", [3], names=["h"])
        for text in ("[h1] = [3]", "(h_1) = (3)", "(h) = (3)", "[3]"):
            assert kind.judge(text).status == "correct", text
        for text in ("[x] = [3]", "[] = [3]", "[h1, h2] = [3]"):
            assert kind.judge(text).status == "unreadable", text
        said = answer_kind("vector", [3, 4], names=["h"]).judge("(h1) = (3, 4)").feedback
        assert said == "1 name and 2 values"

    def test_a_transposed_matrix_is_no_vector(self) -> None:
        vector = answer_kind("vector", [1, 2, 3, 4])
        for text in ("[[1, 3], [2, 4]]^T", "[[1, 2], [3, 4]]"):
            assert vector.judge(text).feedback == "a 2 × 2 matrix; one vector is asked", text
        matrix = answer_kind("matrix", [[1, 2], [3, 4]])
        assert matrix.judge("[[1, 3], [2, 4]]^T").status == "correct"
        assert matrix.judge("[[1, 2], [3]]^T").status == "unreadable"

    def test_a_quoted_entry_is_the_entry(self) -> None:
        kind = answer_kind("vector", [1, 2])
        for text in ("['1', '2']", '{"1", "2"}', "['1', 2]"):
            assert kind.judge(text).status == "correct", text
        said = kind.judge('{"", 2}')
        assert (said.status, said.feedback) == ("unreadable", kind.judge("{, 2}").feedback)

    def test_a_star_between_matrices_means_either_product(self) -> None:
        """By rows and columns [[7, 10], [15, 22]], entry by entry [[1, 4], [9, 16]]."""
        both = "[[1, 2], [3, 4]]*[[1, 2], [3, 4]] = "
        for key in ([[7, 10], [15, 22]], [[1, 4], [9, 16]]):
            assert answer_kind("matrix", key).judge(f"{both}{key}").status == "correct"
        for last in ("[[7, 10], [15, 23]]", "[[1, 4], [9, 17]]"):
            verdict = answer_kind("matrix", [[7, 10], [15, 22]]).judge(both + last)
            assert verdict.status == "unreadable", last
        # A product by rows and columns there is none of, one by entries there is.
        wide = answer_kind("matrix", [[3, 8, 5], [8, 5, 12]])
        working = "[[1, 2, 5], [4, 5, 6]]*[[3, 4, 1], [2, 1, 2]] = "
        assert wide.judge(f"{working}[[3, 8, 5], [8, 5, 12]]").status == "correct"
        for text in ("[1, 2]*[1, 2, 3] = [1, 2]", "[1, 2]@[1, 2, 3] = [1, 2]"):
            said = "arrays are multiplied whose shapes do not fit; write the result alone"
            assert answer_kind("vector", [1, 2]).judge(text).feedback == said, text


class TestNumbers:
    """Longest numbers, powers of ten, parts of a calculation, and what is close."""

    def test_a_number_has_so_many_digits_written_out(self) -> None:
        """1200 digits, those of a power of ten too: 800 and 400 zeros behind them, or in front."""
        said = "a number of more than 1200 digits"
        for kind in (answer_kind("integer", 1), answer_kind("fraction", Fraction(1, 2))):
            for power in ("e400", "*10^400", " * 10^{400}"):
                assert kind.judge("9" * 800 + power).status == "wrong", power
                assert kind.judge("9" * 801 + power).feedback == said, power
        half = answer_kind("fraction", Fraction(1, 2))
        assert half.judge("9" * 800 + "e-400").status == "wrong"
        assert half.judge("9" * 801 + "e-400").feedback == said

    def test_a_sign_is_told_within_the_figures_that_are_asked(self) -> None:
        """Two figures of 1 are tenths: half of one is 0.05; of 0.99 hundredths."""
        for key, near, far in [
            ("1", "-1.05", "-1.06"), ("10", "-10.5", "-10.6"), ("1/10", "-0.105", "-0.106"),
            ("99/100", "-0.995", "-0.996"), ("99", "-99.5", "-99.6"), ("1/3", "-0.338", "-0.339"),
        ]:  # fmt: skip
            kind = answer_kind("real", Fraction(key), sigfigs=2)
            assert kind.judge(near).feedback == "The sign is wrong.", key
            assert kind.judge(far).feedback == "", key

    def test_floors_in_a_calculation(self) -> None:
        kind = answer_kind("integer", 4, arithmetic=True)
        for text in ("ceil(7/2)", "floor(7/2) + 1", "floor(9/2)", "floor(4)", "-floor(-7/2)"):
            assert kind.judge(text).status == "correct", text
        for text in ("floor(7/2)", "ceil(-7/2)", "ceil(9/2)"):
            assert kind.judge(text).status == "wrong", text
        # These are no roundings to a whole number.
        for text in ("abs(-7/2)", "relu(7/2)", "sign(7/2) + 3", "floor(pi) + 1"):
            assert kind.judge(text).status == "unreadable", text

    def test_one_off_is_close_from_ten_on(self) -> None:
        said = "Very close: one off."
        for key in (10, 28, -10):
            kind = answer_kind("integer", key)
            told = [kind.judge(str(key + step)).feedback for step in (-2, -1, 1, 2)]
            assert told == ["", said, said, ""], key
        assert [answer_kind("integer", 9).judge(text).feedback for text in ("8", "10")] == ["", ""]
        thirds = answer_kind("fraction", Fraction(25, 3))
        assert [thirds.judge(text).feedback for text in ("26/3", "9", "8/3")] == ["", "", ""]

    def test_every_minus_is_one(self) -> None:
        kind = answer_kind("integer", -3)
        for sign in "-−–—‐‑‒﹣－":
            assert kind.judge(f"{sign}3").status == "correct", sign
        assert kind.judge("＋３").status == "wrong"


def test_functions_that_are_not_known_are_not_one() -> None:
    shapes = {"x": "n"}
    plain = answer_kind("matrix_expression", "f(x)", shapes=shapes, functions=["f", "g"])
    assert [plain.judge(text).status for text in ("f(x)", "g(x)")] == ["correct", "wrong"]
    # Beside functions that are known: these are compared by other numbers.
    for key in ("exp(f(x))", "max(f(x), x)", "norm(f(x))", "tanh(x) + f(x)"):
        beside = answer_kind("matrix_expression", key, shapes=shapes, functions=["f", "g"])
        told = [beside.judge(text).status for text in (key, key.replace("f", "g"))]
        assert told == ["correct", "wrong"], key
    known = {"f": "tanh", "g": ""}
    kind = answer_kind("matrix_expression", "f(x)", shapes=shapes, functions=known)
    told = [kind.judge(text).status for text in ("f(x)", "tanh(x)", "g(x)", "exp(x)")]
    assert told == ["correct", "correct", "wrong", "wrong"]


def test_long_formulas_are_compared_in_the_time_there_is() -> None:
    """A formula of a dozen pieces, and the same with e^-700 more, which differs where all of them are 0."""
    pieces = [f"relu(x)*exp(x + {i})" for i in range(12)]
    kind = answer_kind("expression", " + ".join(pieces), variables=["x"])
    assert kind.judge(" + ".join(reversed(pieces))).status == "correct"
    assert kind.judge(" + ".join([*pieces, "exp(-700)"])).status == "wrong"
    # What takes too long says so, whatever is on the other side.
    many = [f"sin(x + {i})" for i in range(30)]
    long = answer_kind("expression", "*".join(many), variables=["x"])
    said = "the formula takes too long to compare; write it shorter"
    assert long.judge("*".join(reversed(many))).feedback == said


def test_formulas_that_have_values_below_zero_only() -> None:
    kind = answer_kind("expression", "sqrt(-x)", variables=["x"])
    for text, status in [
        ("(-x)^(1/2)", "correct"), ("2*sqrt(-x/4)", "correct"), ("sqrt(x)", "wrong"), ("2*sqrt(-x)", "wrong"),
    ]:  # fmt: skip
        assert kind.judge(text).status == status, text


def test_a_change_that_has_no_value_explains_nothing() -> None:
    """Without its last factor a key may be the trace of a column: of such a change nothing is told."""
    for key, text in [
        ("tr(A (x^T x))", "tr(A) + 1"), ("tr(A x x^T)", "tr(A)"), ("det(A (x^T x))", "2 det(A)"),
    ]:  # fmt: skip
        verdict = judged(key, text)
        assert (verdict.status, verdict.mistake, verdict.feedback or "") == ("wrong", None, ""), key
