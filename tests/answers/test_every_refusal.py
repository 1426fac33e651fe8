"""Refusals of the readers that no other test words: each is reached by what a student may write."""

from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.description import Exact, Words

HOW = "; write it as (0, 1/2] or 0 < x <= 1/2"
OF_LIST = "each line begins with - and a blank, which may be a minus or the mark of a list; which is meant? Write [3, 4] or [-3, -4]"
SPREADSHEET = "a date: a spreadsheet makes one of 1/2; write the number as =1/2, 0.5 or (1/2)"
LARGE = "[" + ",".join(["[" + ",".join(["1"] * 30) + "]"] * 30) + "]"
SHAPES = {"shapes": {"W": "m, n", "x": "n", "A": "n, n", "B": "n, n"}}

# A kind with a key and settings; what is written, and the whole remark.
TOLD: list[tuple[str, Any, dict[str, Any], dict[str, str]]] = [
    (
        "integer",
        7,
        {},
        {
            "1/2/2020": SPREADSHEET,
            "1. Feb": SPREADSHEET,
            "--7": "two signs in a row; write the number with one",
            "+-7": "two signs in a row; write the number with one",
            "(" * 10 + "7" + ")" * 10: "parentheses are nested too deeply",
            "7,00": "7,00 is 7 with a decimal comma, or a number of thousands that lacks zeros; write 7 if that is meant",
            "7!": "factorials are not read; write the number itself",
            "1+1 = 2\n3*4 = 12": "several values with equals signs; one number is asked",
            "x =": "something is missing beside the equals sign",
        },
    ),
    (
        "integer",
        7,
        {"arithmetic": True},
        {
            "0x10+1": "a hexadecimal number; write it in decimal digits",
            "0.(3)*3": "0.(3) may be a repeating decimal or a product; write a fraction, or * for times",
            "(1,2)*(3,4,5)": "lists of different lengths are multiplied; write the result alone",
            "sqrt(2)": "a number is asked; this is not one that can be computed exactly",
            "1,2·3,4,5": "',' is not understood here",
        },
    ),
    (
        "real",
        0.5,
        {},
        {
            "exp(2000)": "a number that is too large or too small",
            "exp(-2000)": "a number that is too large or too small",
            "sin(1)": "a number is asked; only roots, powers and logarithms are worked out",
        },
    ),
    (
        "real",
        1.5,
        {},
        {
            "1,500": "the comma was read as one between thousands (1500); write decimals with a point"
        },
    ),
    (
        "multi",
        ["B", "C"],
        {"choices": ["A", "B", "C", "D", "E"]},
        {
            "b e c": "'e' may be an option or mean 'and'; write the letters with commas, as A, C",
            "(a) B, C": "(a) may be the part or an option; write the letters alone, as A, C",
        },
    ),
    (
        "vector",
        [1, 2, 3],
        {},
        {
            "[1,2] = [1,2,3]": "the equals signs stand between arrays of different shapes",
            "[1,2]*[1,2,3] = [1,2,3]": "arrays are multiplied whose shapes do not fit; write the result alone",
            "- [3,4,5]": "a minus or the mark of a list stands before the brackets; write -[3, 4] or [3, 4]",
            "- 3\n- 4\n- 5": OF_LIST,
            '"1,2\n3': "the quotes of a cell are not closed",
            '"(1)",2': "(1) may be a negative number; write it with a minus sign",
            "1, 2, 010": "'010' looks like the end of a thousand; write 1000",
            "[5,000]": "'000' looks like the end of a thousand; write 1000",
            "w1=1, w3=2, w3=3": "the names of the entries skip or repeat a number",
            "w1=1, w2=2, w5=3": "the names of the entries skip or repeat a number",
            "a - 4 5": "a sign stands between two entries; separate entries with commas",
            '#m("x", $1)$)': "a parenthesis of the Typst source closes nothing",
            '#m("x", $frac(1$)': "a parenthesis of the Typst source is not closed",
            '#m("x", $frac(1)$)': "frac(…) of this Typst source is not understood",
            '#m("x", $a: 1$)': "this Typst source is not understood",
            '#m("x", $1$) #foo': "this Typst source is not understood",
            '#m("x", $' + "sqrt(" * 80 + "1" + ")" * 80 + "$)": "the formula is nested too deeply",
        },
    ),
    (
        "matrix",
        [[1, 2], [3, 4]],
        {},
        {
            r"text \begin{matrix}1&2\\3&4\end{matrix}": "one matrix is asked; there is text beside it",
            "[[1,2],[3,4]] @ [[1,2,3]] = [[1,2],[3,4]]": "arrays are multiplied whose shapes do not fit; write the result alone",
            f"{LARGE} @ {LARGE} = [[1,2],[3,4]]": "arrays that are too large to be multiplied; write the result alone",
            "| w2 | w1 |\n|---|---|\n| 1 | 2 |": "the columns of the table are not in their order",
            "[[1,2],[3,4]] = [[1,2,3],[4,5,6]]": "the equals signs stand between arrays of different shapes",
            "1,500; 2,500\n3,500; 4,500": "a comma may part thousands or decimals here; write decimals with a point",
            "1\t\n3\t4": "a cell is empty",
            "1\t(2)\n3\t4": "(2) may be a negative number; write it with a minus sign",
            "2×2 Matrix{Int64}:\n 1 2 3\n 4 5 6": "2×2 Matrix{Int64}: is not what follows",
            "2×2 Matrix{Int64}:\n 1 2": "2×2 Matrix{Int64}: is not what follows",
            "[1  2]\n[  3  ]\n[    ]\n[3  4]": "a picture with fractions or powers in it; write the rows with commas",
            "⎡1  2⎤\n⎢    ⎥": "the last row of the picture is missing",
            "[[1,2],[3,000]]": "'000' looks like the end of a thousand; write 1000",
            "W_11=1,W_12=2,W_21=3,W_23=4": "the names of the entries skip or repeat a number",
        },
    ),
    (
        "shape",
        [16, 5, 5],
        {},
        {
            "2*[16,5,5]": "a sign beside the sizes is not understood; write them as (3, 32, 32)",
            "16 5 5 wide": "wide stands behind a size; write all sizes in their order",
            "(16*5 5)": "a product in parentheses is one size; write (16, 5, 5) or (400,)",
        },
    ),
    (
        "shape",
        [1500],
        {},
        {"1,500": "1,500 may be one size or several; write (1500,) or (1, 500)"},
    ),
    (
        "boolean",
        True,
        {},
        {"it is not true": "'it is not true' is a denial; write false if that is meant"},
    ),
    (
        "expression",
        "x",
        {"variables": ["x"]},
        {
            "x,2": "',' is not understood here (understood so far: 'x')",
            "ln x (x+1)": "write brackets around what the function is of (understood so far: 'ln x')",
            "x + )": "')' is not expected here (understood so far: 'x +')",
            "cbrt(x,2)": "cbrt of what? write a power: x^(1/3)",
            "root(x, x)": "root of what? write a power: x^(1/3)",
            "x^1500*x^1500": "the formula has a degree above 2000",
            "x^2001": "the exponent is larger than 2000",
            "ln 2 ≈ 0.8": "ln 2 is not about 0.8",
            "x ≈ 2.7": "x is not about 2.7",
            r"\x": "a backslash is no sign of a formula; write / or * or floor(…/…)",
            "1e999 x": "a number that is too large",
            "\ud800x": "contains bytes that are no text; save or type it as UTF-8",
            "<math><mi>x</mi></mo></math>": "</mo> closes nothing",
            "<math/></math>": "</math> closes nothing",
            "<math><foo>x</foo></math>": "<foo> is not understood in a formula",
            "<math>" + "<mrow>" * 300 + "</math>": "the formula is nested too deeply",
        },
    ),
    (
        "matrix_expression",
        "W x",
        SHAPES,
        {
            "root(x,x)": "root of what? write a power: x.^(1/3)",
            "x/A": "over the matrix A: write its inverse, or ./ for entry by entry",
            "A**2 x": "A**2: a product of matrices, or entry by entry? write A @ A or A ⊙ A",
            "A^(1/2) x": "a root of a matrix",
            "sum_{i+1} x_i": "'i+1' is no index of a sum",
            r"\sum_{i i} x_i": "'i i' is no index of a sum",
            "A*B*" * 7 + "A*B x": "too many products may be read in two ways; write @ and ⊙",
        },
    ),
    (
        "interval",
        "(0, 1)",
        {},
        {
            "(0,1) and x": "'and' between sets may mean both or either; write or (∪) or ∩",
            "x > 3 and x < 2": "no number is in all of these at once; write 'or' where one suffices",
            "[0, 1) ∪": f"a piece of the set is missing{HOW}",
            "{1, inf}": f"'1, ∞' are no numbers of a set{HOW}",
            "[0, inf]": "infinity is no number that belongs to a set; write ( or ) beside it",
            "(0, 1, 2)": "an interval has two ends; write them as (0, 1.5) or (0; 1,5)",
            "<x<1": f"'<x<1' is no inequality that can be read{HOW}",
            "0<x=1": f"'0<x=1' is no inequality that can be read{HOW}",
            "3<4<5": f"'3<4<5' does not say between what numbers{HOW}",
            "1<x>0": "the signs of an inequality point the same way: 0 < x < 1",
            "x^2 in (0,1)": "'x^2' is no letter alone; say between what numbers x is",
            "x<1 or y<2": "inequalities about two letters; the set is one of numbers",
            "2x in (0,1)": f"'2x' is no name that can be read{HOW}",
        },
    ),
    (
        "interval",
        "(0, 1)",
        {"variables": ["x"]},
        {"{y | 0<y<1}": "the set is asked for another letter than 'y'"},
    ),
    (
        "choice",
        "3",
        {"choices": ["3", "5", "7"]},
        {
            "[ ] 3\n[ ] 5": "no box is ticked; write the letters of the options",
            "not A": "choose exactly one option",
        },
    ),
    (
        "multi",
        ["u"],
        {"choices": ["u", "v", "w"]},
        {
            "A..C": "an order or a range; list every option that is meant, as A, C",
            "neither": "list the options only",
        },
    ),
    (
        "multi",
        ["A", "C"],
        {"choices": ["A", "B", "C"], "choice_texts": ["sigmoid", "ReLU", "tanh"]},
        dict.fromkeys(
            ("A..C", "A - C", "A-C", "(A) – (C)", "A to C", "a-b, C"),
            "an order or a range; list every option that is meant, as A, C",
        ),
    ),
    ("terms", ["a", "b"], {"count": 2}, {";,": "there is no term"}),
    (
        "words",
        "dropout",
        {},
        {
            "x=y": "'x=y' is no plain term; write words alone",
            "droput": "'droput' looks misspelt; check each letter",
        },
    ),
    (
        "code",
        "nn.Linear(3, 2)",
        {},
        {
            "nn.Sequential(OrderedDict([('a', nn.Linear(3,2)), 3]))": 'write OrderedDict([("name", nn.Linear(4, 3)), …])',
            "nn.Linear(3, 36893488147419103232)": "Linear: the number is too large",
            "(" * 300 + "1" + ")" * 300: "the brackets are nested too deeply",
            "-" * 300 + "1": "the expression is nested too deeply",
        },
    ),
    (
        "table",
        [[1, 2], [3, 4], [5, 6]],
        {"rows": ["a", "b", "c"], "columns": {"p": "integer", "q": "integer"}},
        {
            "a | 1 | 2\na | 3 | 4\nb | 5 | 6": "a row is written twice, and another one not at all",
            "b | 1 | 2\n3 | 4\n 5 | 6": "'b' begins another row than its own, which is 'a' here",
        },
    ),
]


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text", "told"),
    [(kind, key, own, *one) for kind, key, own, texts in TOLD for one in texts.items()],
    ids=lambda value: repr(value)[:24] if isinstance(value, str) else "-",
)
def test_a_refusal_says_all_of_this(
    kind: str, key: Any, settings: dict[str, Any], text: str, told: str
) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert (verdict.status, verdict.feedback) == ("unreadable", told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nn.ConvTranspose2d(1, 1, 3, padding='same')", "ConvTranspose2d: padding is a number of zeros."),
        ("nn.AvgPool2d(2, ceil_mode=3)", "AvgPool2d: ceil_mode is True or False."),
        ("nn.Conv1d(1, 1, 3, padding=(1, 1))", "Conv1d: padding has one number for each dimension."),
    ],
)  # fmt: skip
def test_what_torch_refuses_is_wrong_and_told(text: str, told: str) -> None:
    verdict = answer_kind("code", "nn.Linear(3, 2)").judge(text)
    assert (verdict.status, verdict.feedback) == ("wrong", f"PyTorch refuses this: {told}")


def test_shapes_that_do_not_fit_are_told() -> None:
    verdict = answer_kind("matrix_expression", "W x", **SHAPES).judge("diag(W)")
    assert verdict.status == "wrong"
    assert (
        verdict.feedback
        == "The shapes do not fit: diag of W: (m, n) is neither a vector nor square."
    )


def test_a_matrix_of_formulas_on_one_line() -> None:
    rows = [["x", "2"], ["y", "1/2"]]
    own = kind_class("symbolic_matrix")
    assert own.on_one_line(rows, {}) == (
        Words("["), Exact(rows[0], formula=True), Words(", "), Exact(rows[1], formula=True), Words("]"),
    )  # fmt: skip


def test_a_mistake_that_is_right_is_no_mistake() -> None:
    mistake = [{"name": "other", "value": "x.sum(0)", "hint": "That is right."}]
    with pytest.raises(ValueError, match=r"^snippet: the mistake 'other' is right; leave it out$"):
        answer_kind("snippet", "x.sum(dim=0)", mistake, accepted=["x.sum(0)"])
