"""Each bound that a refusal names: so many are read, one more is refused with the bound in words."""

from collections.abc import Callable
from typing import Any

import pytest

from quizgen.answers import answer_kind

FORMULA = {"variables": ["x"]}
MATRICES = {"shapes": {"A": "n, n", "x": "n"}, "functions": ["sigma"]}


def signs(n: int) -> str:
    """A sum of so many signs."""
    return "-" * (n % 2 == 0) + "x" + "+x" * ((n - 1) // 2)


def inside(n: int, opened: str, closed: str, text: str) -> str:
    return opened * n + text + closed * n


# The kind, its key and settings; a text by its size; the largest that is read; what is said of one more.
READ: list[tuple[str, Any, dict[str, Any], Callable[[int], str], int, str]] = [
    ("expression", "x", FORMULA, signs, 600, "the formula has more than 600 signs"),
    ("expression", "x", FORMULA, lambda n: inside(n, "(", ")", "x"), 60, "the formula is nested more than 60 deep"),
    ("expression", "x", FORMULA, lambda n: f"<math>{inside(n, '<mrow>', '</mrow>', '<mi>x</mi>')}</math>", 58, "the formula is nested too deeply"),
    ("expression", "x", FORMULA, lambda n: f"$display({inside(n - 1, 'bold(', ')', 'x')})$", 60, "the formula is nested too deeply"),
    ("matrix_expression", "x", MATRICES, signs, 250, "the formula has more than 250 signs"),
    ("matrix_expression", "x", MATRICES, lambda n: f"0.{'1' * (n - 1)} x", 12, "a number of more than 12 digits"),
    ("matrix_expression", "A", MATRICES, lambda n: f"A^{n}", 12, "an exponent beyond 12, or a root beyond the fourth"),
    ("matrix_expression", "x", MATRICES, lambda n: f"x .^ {n}", 12, "an exponent beyond 12, or a root beyond the fourth"),
    ("matrix_expression", "x", MATRICES, lambda n: f"x .^ (1/{n})", 4, "an exponent beyond 12, or a root beyond the fourth"),
    ("matrix_expression", "x", MATRICES, lambda n: f"sigma^{n}(x)", 12, "an exponent beyond 12"),
    ("integer", 1, {}, lambda n: inside(n, "(", ")", "1"), 9, "parentheses are nested too deeply"),
    ("interval", "[0, 1]", {}, lambda n: f"[0,{' ' * (n - 5)}1]", 400, "a set of more than 400 characters"),
    ("interval", "[0, 1]", {}, lambda n: " ∪ ".join(f"[{2 * i}, {2 * i + 1}]" for i in range(n)), 12, "more than 12 pieces"),
    ("vector", [1, 2], {}, lambda n: f"[{','.join('1' * n)}]", 2000, "more than 2000 entries"),
    ("matrix", [[1, 2]], {}, lambda n: f"matrix(1:{n}, nrow=1)", 2000, "more than 2000 entries"),
    ("code", "Sequential(Linear(1, 1), ReLU())", {}, lambda n: f"Sequential({'ReLU(),' * n})", 200, "201 layers; at most 200 are read"),
    ("code", "Linear(1, 1)", {}, lambda n: inside(n - 1, "(", ")", "Linear(1, 1)"), 40, "the brackets are nested too deeply"),
    ("code", "Linear(1, 1)", {}, lambda n: "Linear(1, 1)  #".ljust(n, "x"), 4000, "4001 characters; at most 4000 are read"),
    ("text", "a", {"rubric": [["names it", "1"]]}, lambda n: "x" * n, 4000, "the answer has 4001 characters; at most 4000 are kept for a person"),
    ("real", 1, {}, lambda n: f"<math><mn>1</mn>{' ' * (n - 23)}</math>", 20_000, "the answer has 20001 characters; at most 20000 are read"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "settings", "text", "most", "said"), READ)
def test_so_many_are_read_and_one_more_is_refused(
    kind: str, key: Any, settings: dict[str, Any], text: Callable[[int], str], most: int, said: str
) -> None:
    judge = answer_kind(kind, key, **settings)
    read, refused = judge.judge(text(most)), judge.judge(text(most + 1))
    assert read.status != "unreadable", read.feedback
    assert refused.status == "unreadable"
    assert refused.feedback.startswith(said)


# More brackets side by side than may stand in each other.
@pytest.mark.parametrize(
    ("kind", "key", "settings", "text"),
    [
        ("expression", "x", FORMULA, " + ".join(["(x)"] * 70)),
        ("expression", "x", FORMULA, "+".join(["exp(x)"] * 70)),
        ("expression", "x", FORMULA, f"<math>{'<mo>+</mo>'.join(['<mrow><mi>x</mi></mrow>'] * 70)}</math>"),
        ("expression", "x", FORMULA, f"$display({' + '.join(['bold(x)'] * 70)})$"),
        ("matrix_expression", "x", MATRICES, " + ".join(["(x)"] * 50)),
        ("matrix_expression", "x", MATRICES, " + ".join(["exp(x)"] * 45)),
        ("integer", 70, {"arithmetic": True}, " + ".join(["(1)"] * 70)),
        ("interval", "(0, 20)", {}, " U ".join(f"({i}, {i + 2})" for i in range(10))),
        ("code", "Linear(1, 1)", {}, f"Sequential({', '.join(['ReLU()'] * 120)})"),
        ("vector", [1, 2], {}, f"[{', '.join(['(1)'] * 70)}]"),
    ],
)  # fmt: skip
def test_side_by_side_is_not_deep(kind: str, key: Any, settings: dict[str, Any], text: str) -> None:
    assert answer_kind(kind, key, **settings).judge(text).status != "unreadable"


@pytest.mark.parametrize(
    ("opened", "closed", "most"),
    [
        ("(", ")", 60), ("[", "]", 60), ("{", "}", 60), (r"\left(", r"\right)", 60), ("|", "|", 60), ("exp(", ")", 60),
        ("sin ", "", 60), (r"\sqrt{", "}", 60), (r"\sqrt[", "]{2}", 59), ("root(3, ", ")", 60), ("max(1, ", ")", 60),
        (r"\frac{1}{", "}", 60), (r"\lfloor ", r"\rfloor ", 60), ("log_2(", ")", 60), (r"\log_{2}{", "}", 60),
        # An operator and a bracket are two.
        ("x^(", ")", 30), ("x^{", "}", 30), ("x*(", ")", 30), ("1+(", ")", 30), ("1/(", ")", 30),
    ],
)  # fmt: skip
def test_each_bracket_of_a_formula_is_counted(opened: str, closed: str, most: int) -> None:
    judge = answer_kind("expression", "x", **FORMULA)
    said = "the formula is nested more than 60 deep"
    for deep, refused in ((most, False), (most + 1, True)):
        found = judge.judge(inside(deep, opened, closed, "x"))
        assert found.feedback.startswith(said) is refused, deep


@pytest.mark.parametrize(
    ("opened", "closed", "most"),
    [
        ("(", ")", 40), ("inv(", ")", 40), ("sum(", ")", 40), ("max(x, ", ")", 40), ("1[x > ", "]", 40),
        (r"\frac{1}{", "}", 40), ("dot(x, ", ")", 40), ("sigma(", ")", 40), ("norm(", ")", 40), (r"\sqrt{", "}", 40),
        ("A (", ")", 20), ("A @ (", ")", 20), ("A * (", ")", 20), (r"x \otimes (", ")", 20), ("x + (", ")", 20),
        ("x - (", ")", 20), ("x .* (", ")", 20), ("x / (", ")", 20), ("x ./ (", ")", 20), ("x^(", ")", 20),
    ],
)  # fmt: skip
def test_each_bracket_of_a_formula_of_matrices_is_counted(
    opened: str, closed: str, most: int
) -> None:
    judge = answer_kind("matrix_expression", "x", **MATRICES)
    said = "the formula is nested more than 40 deep"
    for deep, refused in ((most, False), (most + 1, True)):
        found = judge.judge(inside(deep, opened, closed, "x"))
        assert found.feedback.startswith(said) is refused, deep
