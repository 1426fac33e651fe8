"""Chains of equals signs: two answers in one text, false approximations, working of arrays, types of settings.

Every sign that people put between two named values is tried between two named values, for every
kind of numbers: none may make one answer of them.
"""

from itertools import product
from typing import Any

import pytest

from quizgen.answers import answer_kind

# What stands between two answers, and means neither sum, difference nor product.
APART = (
    "|", " | ", "||", " || ", " / ", "//", " -- ", "--", " — ", "—", " • ", "•", " & ", ", ", "; ", "\n", "\t", "  ", " and ", " und ",
    " et ", " y ", " e ", "...", " ... ", "…", "_", " _ ", " @ ", ")(", ") (", "] [", " + + ", " then ", " => ", " → ", "\\\\", "\\quad ", " \\mid ",
)  # fmt: skip
# What may be an operator: the values, and whether there are blanks around `=`, tell.
OPERATORS = ("/", " / ", " ÷ ", " * ", "*", " · ", "·", "^", "\\cdot ")
KINDS: dict[str, Any] = {
    "integer": lambda n: n,
    "real": lambda n: n,
    "fraction": lambda n: n,
    "vector": lambda n: [n],
    "matrix": lambda n: [[n]],
    "symbolic_matrix": lambda n: [[n]],
}


def judge(kind: str, number: int, text: str, **settings: Any) -> str:
    return answer_kind(kind, KINDS[kind](number), **settings).judge(text).status


@pytest.mark.parametrize("kind", KINDS)
def test_two_named_values_are_no_answer(kind: str) -> None:
    for sign, (first, last) in product(APART, [(1040, 0), (1040, 208), (3, 5)]):
        if sign in (" / ", "//") and last:
            continue  # w = 1040 / b = 208 may be a quotient
        for text in (
            f"w = {first}{sign}b = {last}",
            f"w={first}{sign}b={last}",
            f"w: {first}{sign}b: {last}",
            f"{first}{sign}b = {last}",
        ):
            assert judge(kind, last, text) in ("unreadable", "wrong"), text


@pytest.mark.parametrize("kind", KINDS)
def test_no_quotient_is_nothing(kind: str) -> None:
    for sign in OPERATORS:
        for text in (f"w = 1040{sign}b = 0", f"w=1040{sign}b=0", f"w=1040{sign}b=0."):
            assert judge(kind, 0, text) in ("unreadable", "wrong"), text


@pytest.mark.parametrize("kind", ["integer", "vector"])
def test_both_names_are_asked_or_the_blanks_part_them(kind: str) -> None:
    assert judge(kind, 208, "w = 1040/b = 208", names=["w", "b"]) == "unreadable"
    assert judge(kind, 208, "w=1040 / b=208") == "unreadable"
    assert judge(kind, 208, "w=1040 + b=208") == "unreadable"
    assert judge(kind, 5, "w = 1040 / b = 3 / c = 5") == "unreadable"


@pytest.mark.parametrize("text", ["U = 14 - P = 9", "U = D - P = 9", "U = 27/S = 9", "U = 3*K = 9", "D - P + 1 = 14 - 6 + 1 = 9"])  # fmt: skip
def test_working_in_letters_is_read(text: str) -> None:
    assert judge("integer", 9, text, arithmetic=True, names=["U"]) == "correct"


@pytest.mark.parametrize(
    "text", ["x^n = 3*3 = 9", "e^x = 3*3 = 9", "log(x) = 3*3 = 9", "floor(U) = 3*3 = 9", "z.b = 3*3 = 9", "Kh = 3*3 = 9", "U Kz = 3*3 = 9", "D - P = 18/2"],
)  # fmt: skip
def test_nor_is_a_power_or_a_function(text: str) -> None:
    assert judge("integer", 9, text, arithmetic=True) == "unreadable"
    assert judge("vector", 9, text) == "unreadable"


@pytest.mark.parametrize("text", ["x^2 = 3*3 = 9", "2U = 3*3 = 9", "U/2 = 9", "D - P + 1 = 9"])
def test_another_thing_than_the_value_is_not(text: str) -> None:
    assert judge("integer", 9, text, arithmetic=True, names=["U"]) == "unreadable"


# The exact value, and what may stand right of ≈.
EXACT = {
    "ln(2)": ({"0.7", "0.69", "0.693", "0.6931", "0.69315"}, {"0.5", "0.6", "0.8", "0.68", "0.694", "0.6930", "7", "1.2"}),
    "pi": ({"3", "3.1", "3.14", "3.141", "3.1416"}, {"3.2", "3.15", "3.3", "2", "4", "22", "3.0", "3.10"}),
    "1/3": ({"0.3", "0.33", "0.333"}, {"0.4", "0.34", "0.32", "0.3334", "0.30", "3"}),
    "sqrt(2)": ({"1", "1.4", "1.41", "1.414"}, {"1.5", "1.42", "1.40", "2"}),
    "exp(2)": ({"7", "7.4", "7.39", "7.38"}, {"7.5", "8", "7.0", "6"}),
    "-2/7": ({"-0.3", "-0.29", "-0.286", "-0.285"}, {"0.29", "-0.2", "-0.25", "-0.28"}),
}  # fmt: skip


@pytest.mark.parametrize("exact", EXACT)
def test_an_approximation_is_true_or_does_not_count(exact: str) -> None:
    kind = answer_kind("expression", exact, variables=[])
    true, false = EXACT[exact]
    for about in true:
        assert kind.judge(f"{exact} ≈ {about}").status == "correct", about
        if "." in about and not about.startswith("-"):
            assert kind.judge(f"{exact} (≈ {about})").status == "correct", about
    for about in false:
        for text in (f"{exact} ≈ {about}", f"{exact} (≈ {about})", f"L = {exact} ≈ {about}"):
            assert kind.judge(text).status == "unreadable", text


def test_a_false_approximation_counts_in_no_kind_of_numbers() -> None:
    for text in ("sqrt(2) = 1.5", "sqrt(2) ≈ 1.5", "1.5 ≈ sqrt(2)"):
        assert answer_kind("real", "1.5").judge(text).status == "unreadable"
    assert answer_kind("fraction", "1/3").judge("1/3 ≈ 0.4").status == "unreadable"
    assert answer_kind("vector", ["1/3", 2]).judge("[1/3, 2] ≈ [0.4, 2]").status == "unreadable"
    assert answer_kind("expression", "x/3", variables=["x"]).judge("x/3 ≈ 0.5").status == "unreadable"  # fmt: skip


A, B, C = "[[1,2],[3,4]]", "[[5,6],[7,8]]", "[[19,22],[43,50]]"
_TEX = r"\begin{{pmatrix}}{}\end{{pmatrix}}"
TEX = [_TEX.format(rows) for rows in (r"1&2\\3&4", r"5&6\\7&8", r"19&22\\43&50")]


@pytest.mark.parametrize(
    "text",
    [
        f"{A}*{B} = {C}", f"{A} @ {B} = {C}", f"{A}·{B} = {C}", f"C = A*B = {A}*{B} = {C}", f"A B = {A}·{B} = {C}",
        f"{TEX[0]}{TEX[1]} = {TEX[2]}", rf"{TEX[0]}\cdot {TEX[1]} = {TEX[2]}", f"2*[[1/2,1],[3/2,2]]*{B} = {C}",
        f"{A}*{B} + [[0,0],[0,0]] = {C}", f"{A}*[[1,0],[0,1]]*{B} = {C}", f"[[5,12],[21,32]] = {A}*{B} = {C}",
    ],
)  # fmt: skip
def test_the_written_product_of_matrices_is_working(text: str) -> None:
    kind = answer_kind("matrix", [[19, 22], [43, 50]])
    wrong = "[[5,12],[21,32]]" in text
    assert kind.judge(text).status == ("unreadable" if wrong else "correct")
    broken = text.replace("50", "51")
    assert kind.judge(broken).status in ("unreadable", "wrong"), broken


def test_products_of_other_shapes() -> None:
    vector = answer_kind("vector", [17, 39])
    assert vector.judge(f"{A}*[5,6] = [17, 39]").status == "correct"
    assert vector.judge(f"W x = {A}·[5,6] = [17, 39]").status == "correct"
    assert vector.judge(f"{A}·[5,7] = [17, 39]").status == "unreadable"
    assert vector.judge(f"{A}·[5,6,7] = [17, 39]").status == "unreadable"
    assert vector.judge(f"{A}*[5,6]").status == "unreadable"  # no value yet
    assert answer_kind("vector", [3, 8]).judge("[1,2] * [3,4] = [3,8]").status == "correct"
    assert answer_kind("matrix", [[5, 12], [21, 32]]).judge(f"{A} ∘ {B} = [[5,12],[21,32]]").status == "correct"  # fmt: skip
    number = answer_kind("integer", 11, arithmetic=True)
    assert number.judge("[1,2]·[3,4] = 11").status == "correct"
    assert number.judge("[1,2]·[3,5] = 11").status == "unreadable"
    assert answer_kind("integer", 2_000_000, arithmetic=True).judge("(1,000)*(2,000)").status == "correct"  # fmt: skip
    symbolic = answer_kind("symbolic_matrix", [["2*x", 0], [0, "2*x"]], variables=["x"])
    assert symbolic.judge("[[x,0],[0,x]]*[[2,0],[0,2]] = [[2x,0],[0,2x]]").status == "correct"
    assert symbolic.judge("[[x,0],[0,x]]*[[2,0],[0,3]] = [[2x,0],[0,2x]]").status == "unreadable"


NUMBERS = ("atol", "rtol", "sigfigs", "rounding", "lines")
SWITCHES = ("arithmetic", "decimal_comma", "lowest_terms", "label")
KEYS: dict[str, Any] = {
    "integer": 3, "real": "1/2", "fraction": "1/2", "vector": [1, 2], "matrix": [[1, 2], [3, 4]], "shape": [1, 2],
    "expression": "x", "symbolic_matrix": [["x"]], "interval": "[0, 1]", "text": "because",
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_a_setting_of_another_type_is_refused(kind: str) -> None:
    from quizgen.answers import kind_class

    tried = 0
    more: dict[str, Any] = {"rubric": []} if kind == "text" else {}
    for name in (*NUMBERS, *SWITCHES):
        if not kind_class(kind).takes(name):
            continue
        others: list[Any] = [True, False] if name in NUMBERS else [1, 0, "no", "true"]
        for value in others:
            with pytest.raises(ValueError, match=name):
                answer_kind(kind, KEYS[kind], **{**more, name: value})
            tried += 1
    assert tried


def test_true_is_no_number_in_a_key() -> None:
    for kind, key in (("real", True), ("vector", [1, True]), ("integer", False)):
        with pytest.raises(ValueError, match="is no number"):
            answer_kind(kind, key)


@pytest.mark.parametrize("text", ["[4 - 1]", "(4 - 1)", "4 - 1", "[ 4 − 1 ]"])
def test_a_difference_may_be_two_entries(text: str) -> None:
    kind = answer_kind("vector", [4, -1])
    assert kind.judge(text).status == "unreadable"
    assert "4, -1" in kind.judge(text).feedback
    assert kind.judge("[4 -1]").status == "correct"
