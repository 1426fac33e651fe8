"""Small rules of the readers, each beside values worked out by hand."""

import ast
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.arrays import rows_of
from quizgen.answers.brackets import side_by_side
from quizgen.answers.facts import facts
from quizgen.answers.glued import cut, is_named, without_back, without_front
from quizgen.answers.lettered import Lettered
from quizgen.answers.matrix_parts import entrywise, minus, over, scaled, typed
from quizgen.answers.matrix_tokens import _tails
from quizgen.answers.matrix_tree import SCALAR, Node, Op, name, number
from quizgen.answers.number import read_number
from quizgen.answers.phrase import _off
from quizgen.answers.points import edges, points
from quizgen.answers.syntax import Formula
from quizgen.answers.table_cells import layout
from quizgen.answers.torch_code import calculated, read_layers
from quizgen.answers.verdict import Unreadable

A, B = name("A"), name("B")


def times(factor: int, node: Node) -> Node:
    return scaled(number(Fraction(factor)), node)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (times(1, A), "A"),
        (scaled(A, times(1, number(Fraction(1)))), "A"),
        (times(-1, A), "-A"),
        (times(-2, A), "-(2 * A)"),
        (times(2, minus(A)), "-(2 * A)"),
        (scaled(minus(A), B), "-(A * B)"),
        (scaled(A, minus(B)), "-(A * B)"),
        (times(2, times(3, A)), "6 * A"),
        (times(-2, number(Fraction(3))), "(-6)"),
        (scaled(A, times(3, B)), "3 * (A * B)"),
        (scaled(times(3, A), B), "3 * (A * B)"),
        (scaled(A, A), "A^2"),
        (scaled(scaled(A, A), A), "A^3"),
        (times(2, over(A, B, SCALAR)), "(2 * A) / B"),
        (times(2, over(A, B, ("", ""))), "(2 * A) ./ B"),
        (over(minus(A), B, SCALAR), "-(A / B)"),
        (over(over(A, B, SCALAR), B, SCALAR), "A / B^2"),
        (over(times(6, A), times(4, B), SCALAR), "((3/2) * A) / B"),
        (over(times(6, A), number(Fraction(4)), SCALAR), "(3/2) * A"),
        (over(A, number(Fraction(1)), SCALAR), "A"),
        (over(A, B, ("m", "n")), "A ./ B"),
        (entrywise(minus(A), B, ("m", "n"), ("m", "n")), "-(A .* B)"),
        (entrywise(A, minus(B), ("m", "n"), ("m", "n")), "-(A .* B)"),
        (entrywise(A, times(2, B), ("m", "n"), ("m", "n")), "2 * (A .* B)"),
        (entrywise(A, B, SCALAR, ("m", "n")), "A * B"),
        (entrywise(A, B, ("m", "n"), SCALAR), "B * A"),
        (minus(minus(A)), "A"),
        (minus(number(Fraction(2))), "(-2)"),
    ],
)
def test_products_and_quotients_are_written_shortly(node: Node, text: str) -> None:
    assert typed(node, bare=True) == text


def test_signs_are_kept_apart() -> None:
    assert minus(A).op is Op.NEGATIVE
    assert minus(minus(A)) == A


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("sum_i s x_i", "correct"),
        ("sum_i x_i s", "correct"),
        ("sum_j s x_j", "correct"),
        ("s sum_i x_i", "correct"),
        ("sum_i (s + 1) x_i", "wrong"),
        ("sum_i y_i x_i", "wrong"),
    ],
)
def test_a_sum_in_a_defined_name_has_an_index_of_its_own(text: str, status: str) -> None:
    settings = {"shapes": "x: n; y: n", "defined": "s = sum_i y_i"}
    assert answer_kind("matrix_expression", "s * sum(x)", **settings).judge(text).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [("sum_i r_i x_i", "correct"), ("sum_i x_i r_i", "correct"), ("sum_i r_i y_i", "wrong")],
)
def test_entries_of_a_row(text: str, status: str) -> None:
    settings = {"shapes": "x: n; y: n; r: 1, n"}
    assert answer_kind("matrix_expression", "r @ x", **settings).judge(text).status == status


def test_the_tolerance_of_a_real_number_is_that_of_the_second() -> None:
    kind = answer_kind("real", 1.0, rtol="1/10")
    for left, right, is_same in (("1", "1.11", True), ("1.11", "1", False), ("1", "1.12", False)):
        assert kind.same(kind.read(left), kind.read(right)) is is_same


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("7的权重", "7"),
        ("7个的权重", "7"),
        ("7权重的", "7权重的"),
        ("7個の", "7個の"),
        ("7个权重.", "7"),
        ("7个偏置", "7个偏置"),
        ("权重", "权重"),
        ("7", "7"),
    ],
)
def test_what_stands_behind_a_number(text: str, rest: str) -> None:
    assert without_back(text, frozenset(["权重"])) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("权重是7", "7"), ("权重是, 7", "7"), ("权重=7", "权重=7"), ("权重: 7", "权重: 7"), ("权重≈7", "权重≈7"),
        ("不是7", "不是7"), ("的7", "的7"), ("权重", "权重"), ("是7", "7"),
    ],
)  # fmt: skip
def test_what_stands_before_a_number(text: str, rest: str) -> None:
    assert without_front(text, frozenset(["权重"])) == rest


def test_runs_of_words() -> None:
    words = ["ab", "a", "abcdefgh", "bc"]
    assert cut("", words) == []
    assert cut("abc", words) == ["a", "bc"]
    assert cut("aab", words) == ["a", "ab"]
    assert cut("abcdefgha", words) == ["abcdefgh", "a"]
    assert cut("abd", words) is None
    assert cut("次の", ["次の"]) is None
    assert [is_named(run, frozenset(["权重"])) for run in ("我的权重", "我的", "权重x")] == [True, False, False]  # fmt: skip


def test_points_on_both_sides_of_the_numbers_of_a_formula() -> None:
    """Of the four largest: one more, an eighth more and twice; whole ones where whole ones are asked."""
    read = Formula(["x", "y"]).read
    found = [point["x"] for point in edges(("x",), "reals", "", [read("3x + 20 + 1/2 - 1")])]
    sizes = [Fraction(text) for text in ("21", "45/2", "40", "4", "27/8", "6")]
    assert found == [sign * size for size in sizes for sign in (1, -1)]
    six = read("x + 2 + 3 + 4 + 5 + 6 + 16")
    whole = [point["x"] for point in edges(("x",), "positive_integers", "", [six])]
    assert whole == [17, 18, 32, 7, 6, 12, 6, 5, 10, 5, 4, 8]
    both = list(edges(("x", "y"), "reals", "", [read("20x y")]))
    assert [point["x"] for point in both[::2]] == [point["y"] for point in both[1::2]]
    assert all(abs(point["y"]) <= 20 for point in both[::2])
    assert len(both) == 12


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("6*12*12", 864), ("7//2", 3), ("-7//2", None), ("(3-7)//2", -2), ("28+2*1-3", 27), ("2**10", 1024),
        ("7//0", None), ("2**20", 2**20), ("2**21", None), ("2**-1", None), ("(2**20)**2", None), ("(2**20-1)**2", (2**20 - 1) ** 2),
        ("7/2", None), ("True", None), ("1.5*2", None), ("x*2", None), (str(2**64 - 1), 2**64 - 1), (str(2**64), None),
        (f"{2**63}*2", None), (f"{2**62}*2", 2**63),
    ],
)  # fmt: skip
def test_calculations_in_code(code: str, value: int | None) -> None:
    assert calculated(ast.parse(code, mode="eval").body) == value


def test_a_layer_with_a_calculation() -> None:
    assert read_layers("nn.Linear(7//2, 28-4*6)") == read_layers("nn.Linear(3, 4)")
    with pytest.raises(Unreadable) as error:
        read_layers("nn.Linear(7/2, 4)")
    assert error.value.reason.endswith(
        "7 / 2 is not a plain number; write numbers, True, False or text"
    )


@pytest.mark.parametrize(
    ("text", "exact"),
    [("[0,1]", "[0, 1]"), ("x > 1/2", "(0.5, inf)"), ("(-inf, 0) or [1, 2)", "(-inf, 0) or [1, 2)"), ("[0, sqrt(2)]", "[0, sqrt(2)]")],
)  # fmt: skip
def test_a_set_in_the_form_of_a_key(text: str, exact: str) -> None:
    kind: Any = answer_kind("interval", "[0, 1]")
    found = kind.exact(kind.read(text))
    assert found == exact
    assert kind.same(kind.known(found), kind.read(text))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("sum_{i=1}^n x_i", "correct"),
        (r"\sum_{i=1}^{n} x_i", "correct"),
        ("sum_{i=1}^m x_i", "wrong"),
        ("sum_{i=1}^m y_i", "wrong"),
    ],
)
def test_a_sum_runs_to_what_is_written_above(text: str, status: str) -> None:
    verdict = answer_kind("matrix_expression", "sum(x)", shapes="x: n; y: m").judge(text)
    assert verdict.status == status
    if text == "sum_{i=1}^m x_i":
        assert (
            verdict.feedback
            == "The shapes do not fit: the index i of x: it runs to m, and x is (n)."
        )


@pytest.mark.parametrize(
    ("text", "tails"),
    [
        ("x_12", ["_12", "_1", ""]), ("x12", ["12", "1", ""]), ("x_ab", ["_ab", "_a", ""]), ("x_abc", ["_abc", "_ab", "_a", ""]),
        ("x_{i,j}", ["_{i,j}", ""]), ("x{1}", [""]), ("x_", [""]), ("x", [""]), ("x1_2", ["1", ""]), ("x1234", ["123", "12", "1", ""]),
    ],
)  # fmt: skip
def test_what_may_be_an_index(text: str, tails: list[str]) -> None:
    assert list(_tails(text, 1)) == tails


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("torch.nn.functional.pad(F.relu(x), value=0, pad=(1,6))", True),
        ("F.pad(value=0, input=F.relu(x), pad=(1,6))", False),
        ("F.pad(nn.functional.relu(x), pad=(3-2, 6), value=5//6)", True),
        ("F.pad(F.relu(x), value=0, pad=(1,7))", False),
        ("F.pad(nn.functional.relu(y), pad=(1, 6), value=0)", False),
    ],
)
def test_other_ways_of_writing_a_call(text: str, is_right: bool) -> None:  # noqa: FBT001
    kind = answer_kind("snippet", "F.pad(nn.functional.relu(x), pad=(1, 2*3), value=0)")
    assert (kind.judge(text).status == "correct") is is_right


def distance(one: str, other: str) -> int:
    """Of letters left out, put in, changed, or exchanged with their neighbours, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        distance(one[1:], other) + 1,
        distance(one, other[1:]) + 1,
        distance(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[1::-1] and len(one) > 1 and len(other) > 1:
        ways.append(distance(one[2:], other[2:]) + 1)
    return min(ways)


def test_letters_between_two_words() -> None:
    words = ["".join(word) for size in range(5) for word in product("ab", repeat=size)]
    words += ["abc", "bca", "acb", "cab", "abcd", "badc", "dcba"]
    for one, other in product(words, repeat=2):
        assert _off(one, other) == min(distance(one, other), 3), (one, other)


@pytest.mark.parametrize(
    ("text", "degree"),
    [("7", 0), ("pi", 0), ("pi x", 1), ("exp(x) + x^3", 4), ("x/y", 2), ("-x y", 2), ("(x + y)^3", 6), ("x^-2", 2), ("x^0", 1), ("x^y", 1), ("x^(1/2)", 1), ("max(x, y^2)", 3)],
)  # fmt: skip
def test_the_degree_of_a_formula(text: str, degree: int) -> None:
    assert facts(Formula(["x", "y"]).read(text)).degree == degree


def test_a_formula_has_a_degree_of_two_thousand_at_most() -> None:
    read = Formula(["x"]).read
    assert facts(read("pi x^2000")).degree == 2000
    for text, said in (
        ("x x^2000", "the formula has a degree above 2000"),
        ("x^2001", "the exponent is larger than 2000"),
    ):
        with pytest.raises(Unreadable) as error:
            facts(read(text))
        assert error.value.reason == said


def test_options_have_letters() -> None:
    assert Lettered.texts({"choice_texts": ["p", "q", "r"]}) == {"A": "p", "B": "q", "C": "r"}
    assert Lettered.texts({"choice_texts": ["p", "q"], "choices": ["x", "y"]}) == {"x": "p", "y": "q"}  # fmt: skip
    assert Lettered.texts({"choices": ["x"]}) == {}
    assert Lettered.letters({"choices": ["A", "b"]}) == {"a", "b"}


@pytest.mark.parametrize(
    ("domain", "first", "second"),
    [
        ("reals", "0 0 -5325/7 1/2 2 -1/2 -126689461/4 3 5056012824 -3 -311/6 1/10 546498620 -1/10", "1997999/5 -1/3 9789099313/5 -1/2 -115/3 -5 -24067301378/5 -5 90741/5 -9/10 0 -9/10 -6 -9/10"),
        ("positive_integers", "489944146 4 13891736781 4 11949314986 3 860341 11 48 4 8660281143 2 546498620 3", "412272721071 4 49 12 87064691 4 24578 3 166814325 2 239279435 10 1247851326 3"),
    ],
)  # fmt: skip
def test_the_points_of_a_seed_stay(domain: str, first: str, second: str) -> None:
    """Whoever is graded again is compared at the same points."""
    found = points(("x", "y"), domain, "s", 14)
    for name_, values in (("x", first), ("y", second)):
        assert [point[name_] for point in found] == [Fraction(text) for text in values.split()]


@pytest.mark.parametrize(
    ("text", "decimal_comma", "value", "figures"),
    [
        ("2,5e3", True, "2500", 2), ("2,5e3", False, "2500", 2), ("2,718e3", True, "2718", 4), ("10^3", False, "1000", 1),
        ("-10^3", False, "-1000", 1), ("10^-3", False, "1/1000", 1), ("2 * 10^3", False, "2000", 1), ("2.50 * 10^3", False, "2500", 3),
        ("0,250", True, "1/4", 3), ("1.234,5", True, "2469/2", 5), ("3.141 592 653", False, "3141592653/1000000000", 10),
    ],
)  # fmt: skip
def test_numbers_and_their_figures(
    text: str,
    decimal_comma: bool,  # noqa: FBT001
    value: str,
    figures: int,
) -> None:
    found = read_number(text, decimal_comma=decimal_comma)
    assert (found.value, found.figures) == (Fraction(value), figures)


@pytest.mark.parametrize(
    ("text", "insides"),
    [
        ("[1, 2] [3, 4]", ["1, 2", "3, 4"]), ("[1, 2], [3, 4], ", ["1, 2", "3, 4"]), ("[1] ", ["1"]), ("{1};\n{2}", ["1", "2"]),
        ("", None), (" ", None), ("(1) (2)", None), ("(a)(b)", None), ("[1]/[2]", None), ("x [1]", None),
    ],
)  # fmt: skip
def test_brackets_beside_each_other(text: str, insides: list[str] | None) -> None:
    assert side_by_side(text) == insides


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("B (the padding)", "correct"), ("B [the padding]", "correct"), ("B. the padding", "correct"), ("(B) the padding", "correct"),
        ("B (padding)", "correct"), ("B [padding]", "correct"),
        ("A (padding)", "unreadable"), ("A (the stride)", "wrong"), ("B (the stride)", "unreadable"), ("B (the paddings)", "unreadable"),
    ],
)  # fmt: skip
def test_a_letter_with_its_text(text: str, status: str) -> None:
    kind = answer_kind("choice", "B", choices=["A", "B"], choice_texts=["the stride", "the padding"])  # fmt: skip
    assert kind.judge(text).status == status


def test_a_sum_is_shown_with_its_own_sign() -> None:
    kind = answer_kind("matrix_expression", "x + 1", shapes="x: ; y: ")
    for text, shown in (("x + 1", "x + 1"), ("x - 1", "x − 1"), ("x + 2 y", "x + 2 y"), ("x - y", "x − y"), ("x + (-3)", "x − 3")):  # fmt: skip
        assert kind.judge(text).reading == shown


def test_code_in_wide_letters() -> None:
    kind = answer_kind("code", "nn.Linear(1, 2)")
    assert kind.judge("ｎｎ．Ｌｉｎｅａｒ（１，　２）").status == "correct"


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("= [3, 4]", "correct", ""),
        ("h = [3, 4]", "correct", ""),
        ("h = ", "unreadable", "something is missing beside the equals sign"),
        ("= ", "unreadable", "something is missing beside the equals sign"),
    ],
)
def test_an_array_behind_an_equals_sign(text: str, status: str, said: str) -> None:
    verdict = answer_kind("vector", [3, 4], names=["h"]).judge(text)
    assert (verdict.status, verdict.feedback) == (status, said)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("[x₁, x₂]", [["x_1", "x_2"]]),
        ("[k₁,₂  2 k₁,₁²]", [["k_{1,2}", "2 k_{1,1}^(2)"]]),
        ('["a", "b"]', [["a", "b"]]),
        ("[1  2]", [["1", "2"]]),
    ],
)
def test_rows_as_a_terminal_shows_them(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text).rows == rows


def test_cells_as_the_bank_computes_with_them() -> None:
    table = layout({"rows": ["a"], "columns": {"n": "integer", "s": "shape", "v": "vector", "o": ["p", "q"]}})  # fmt: skip
    number_, shape, vector, options = table.columns
    assert options.as_computed("p") == "p"
    assert [column.as_computed(None) for column in table.columns] == [None] * 4
    assert (number_.as_computed(3), number_.as_computed("1/2")) == (3, Fraction(1, 2))
    assert list(vector.as_computed([1, "1/2"])) == [1, Fraction(1, 2)]
    assert tuple(shape.as_computed([3, 4])) == (3, 4)


@pytest.mark.parametrize("mark", ["-", "–", "*", "•", "·"])
def test_a_term_may_stand_in_a_list(mark: str) -> None:
    """With the marks that people and word processors write."""
    one = answer_kind("words", ["dropout"])
    several = answer_kind("terms", ["dropout", "pooling", "padding"], count=2)
    assert one.judge(f"{mark} dropout").status == "correct"
    assert several.judge(f"{mark} dropout\n{mark} padding").status == "correct"


@pytest.mark.parametrize(("depth", "status"), [(1, "correct"), (6, "correct"), (7, "unreadable")])
def test_a_set_is_nested_six_times_at_most(depth: int, status: str) -> None:
    text = "{x | " * depth + "x > 1" + "}" * depth
    assert answer_kind("interval", "(1, inf)").judge(text).status == status
