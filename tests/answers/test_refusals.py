"""What cannot be read, of every kind: it is told what was found and what would be right, and earns nothing."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

CHOICES = {"choices": ["3", "5", "7"]}
GLUED = "two numbers, or a group that has not three digits; one number is asked"
HOW_R = "matrix(…) in R has whole numbers nrow and ncol, and byrow TRUE or FALSE"

# A kind with a key and settings; what is written, and what is said of it.
REFUSED: list[tuple[str, Any, dict[str, Any], dict[str, str]]] = [
    (
        "integer",
        7,
        {},
        {
            "1e99999": "the exponent is larger than 400",
            "1e-99999": "the exponent is larger than 400",
            "2/0": "a fraction with denominator 0 is no number",
            "1 2": GLUED,
            "1 23 456": GLUED,
            "(3": "a parenthesis is not closed",
            "about 7": "about a value; write the value itself",
            "7 or 8": "give one answer, without or, and, not",
            "1 = 2 = 3": "the equals signs do not hold: 1 is 1, not 2",
            "7\x007": "contains the invisible character U+0000",
            "7\u202e8": "contains the invisible character U+202E",
            "seven": "a number in words; write it in digits",
            "0x1F": "'x1F' after the number is not understood",
            "7 km 3": "'km 3' after the number is not understood",
        },
    ),
    (
        "real",
        0.5,
        {},
        {
            "0.5/0": "a fraction with denominator 0 is no number",
            "ln(0)": "a number is asked; this has no value",
            "infinity": "not a number or infinity is not an answer here",
            "nan": "not a number or infinity is not an answer here",
            "1.000,5": "use a point for decimals, and groups of three digits after a comma",
        },
    ),
    (
        "vector",
        [1, 2, 3],
        {},
        {
            "[]": "there are no entries",
            "[1,,3]": "an entry between two separators is empty",
            "[1 2,3]": GLUED,
            "[1,2,3] or [3,2,1]": "give one answer, without or, and, not",
            "[[1,2,3],[1,2,3]]": "a 2 × 3 matrix; one vector is asked",
            "[1,2,3] ≈ [1,2,3]": "about some values; write the values themselves",
            "1 000, 2, 3": "'1 000' may be one number or two; write it without the blank",
            "{1,2,3": "a bracket is not closed",
            "1/0, 2, 3": "a fraction with denominator 0 is no number",
            "0    1\n1    2\n2\ndtype: int64": "a pandas series that is not one label and one number a line",
            "0    1\n1    2\nName: x, Length: 3, dtype: int64": "a pandas series that is not printed whole",
        },
    ),
    (
        "matrix",
        [[1, 2], [3, 4]],
        {},
        {
            "[[]]": "there are no entries",
            "[[1,2],[,4]]": "an entry between two separators is empty",
            "[1,2;3]": "the rows have different lengths: 2, 1",
            "[[1,2],[3,4]] + [[1,2,3]] = [[1,2],[3,4]]": "arrays of different shapes are added; write the result alone",
            "| 1 | 2 |\n| 3 |   |": "a cell of the table is empty",
            "[1] 1 2\n[4] 3 4": "[4] stands where entry 3 should",
            "matrix(c(1,2,3,4),nrow=x)": HOW_R,
            "matrix(c(1,2,3,4),2,2,maybe)": HOW_R,
            "matrix(c(1,2,3,4),2,2,TRUE,5)": "matrix(…) in R has the entries, nrow, ncol and byrow",
            "matrix(c(1,,3,4),2)": "an entry between two separators is empty",
            "matrix(c(1,2,3,4),nrow=2,nrow=2)": "nrow is written twice",
            "rbind(c(1,2),c(3))": "the vectors in rbind have different lengths",
            "cbind(c(1,2),c(3))": "the vectors in cbind have different lengths",
        },
    ),
    (
        "shape",
        [16, 5, 5],
        {},
        {
            "banana=16, height=5, width=5": "the names banana, height, width are not axes of this shape; write the sizes in their order",
            "16*5 5": GLUED,
        },
    ),
    (
        "expression",
        "x",
        {"variables": ["x"]},
        {
            "x^99999": "the exponent is larger than 2000",
            r"\frac x": r"\frac needs two groups in braces",
            r"\frac{x}": r"\frac needs two groups in braces",
            "ln_2(x)": "ln has no base; write log_2(…) or ln(…)/ln(2)",
            "about x": "give one formula, without or, and, not",
            "x ≈ 2x": "about a value; write the formula exactly",
            "x # 2": "'# 2' is not understood in a formula (understood so far: 'x')",
            r"x \foo": r"\foo is not understood in a formula (understood so far: 'x')",
            "x^^2": "'^' is not expected here (understood so far: 'x^')",
            "sqrt": "the formula ends too early",
            "x y": "the name 'y' is not used in this question; the names are x (understood so far: 'x')",
            "((x": "'(' is not closed",
            "$x)$": "')' closes nothing (understood so far: 'x')",
            "(" * 200 + "x" + ")" * 200: "the formula is nested more than",
        },
    ),
    (
        "matrix_expression",
        "W^T g",
        {"shapes": {"W": "m, n", "g": "m"}},
        {
            r"\frac g": r"\frac needs two groups in braces",
            "norm(W)": "which norm of the matrix W? write norm(A)_F or \\|A\\|_F",
        },
    ),
    (
        "interval",
        "(0, 1)",
        {},
        {
            "2 in (0,1)": "'2' is no name that can be read; write it as",
            "a^(l) in (0,1)": "is no interval; write it as (0, 1/2] or 0 < x <= 1/2",
        },
    ),
    ("boolean", True, {}, {"not false": "'not false' is neither true nor false"}),
    (
        "choice",
        "5",
        CHOICES,
        {
            "A, B": "'A, B' is none of the options 3, 5, 7",
            "5 or 7": "choose exactly one option",
            "not 5": "choose exactly one option",
            "1. 3\n3. 5": "choose exactly one option",
        },
    ),
    (
        "multi",
        ["3", "5"],
        CHOICES,
        {"1. 3\n3. 5": "the numbers before the items do not count from 1; list the letters"},
    ),
    ("order", ["3", "5", "7"], CHOICES, {"3 < 5": "7 is missing"}),
    (
        "code",
        "nn.Linear(3, 2)",
        {},
        {
            "": "nothing is written",
            "x" * 9000: "9000 characters; at most 4000 are read",
            "3": "3 is not a layer; write one such as nn.Linear(3, 2)",
            "nn.Foo(3)": "nn.Foo is not a layer of torch.nn",
            "nn.Linear(3,2": "this is not Python: ",
            "nn.Linear(3,\x00)": "this is not Python",
            "nn.Linear(**x)": "write the arguments out, without **",
            "nn.Linear(x,2)": "Linear: x is not a plain number; write numbers, True, False or text",
            "nn.Linear(3,2);" * 30: "write one layer; there are 30 statements",
            "nn.Sequential(a=nn.ReLU())": "Sequential takes layers, without names",
            f"nn.Sequential({'nn.ReLU(),' * 300})": "300 layers; at most 200 are read",
        },
    ),
    (
        "words",
        "dropout",
        {},
        {
            "dropout or relu": "'dropout or relu' says more than 'dropout'; write the term alone",
            "a\x07b": "contains the invisible character U+0007",
        },
    ),
    (
        "table",
        [["1", "ReLU"]],
        {"rows": ["a"], "columns": {"p": "integer", "q": ["ReLU", "tanh"]}},
        {
            "x" * 5000: "the answer has 5000 characters; at most 4000 are read",
            "(1, 2": "the bracket '(' is not closed",
        },
    ),
]
CASES = [(*kind, text, said) for *kind, refused in REFUSED for text, said in refused.items()]


@pytest.mark.parametrize(
    ("kind", "key", "settings", "text", "said"), CASES, ids=[f"{c[0]}-{c[3][:20]}" for c in CASES]
)
def test_what_cannot_be_read_is_told(
    kind: str, key: Any, settings: dict[str, Any], text: str, said: str
) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status == "unreadable"
    assert verdict.score == 0
    assert verdict.reading == ""
    assert said in verdict.feedback


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nn.Linear(3)", "Linear: out_features must be given"),
        ("nn.MaxPool1d()", "MaxPool1d: kernel_size must be given"),
        ("nn.Linear(3,2,4,5,6,7,8)", "Linear takes at most 5 arguments, not 7"),
        ("nn.Conv2d(1,2,(1,2,3))", "kernel_size=(1, 2, 3) needs 2 entries, one for each axis"),
        (
            "nn.Conv2d(1,2,3,padding='full')",
            "Conv2d: padding is a number, 'valid' or 'same', not 'full'",
        ),
        ("nn.MaxPool2d(2,padding='same')", "MaxPool2d: padding is a number"),
        (
            "nn.Linear(1e400,2)",
            "Linear: in_features=inf must be a whole number of at least 1",
        ),
        (
            "nn.Sequential(OrderedDict([('a.b', nn.ReLU())]))",
            "OrderedDict: every layer needs a name of its own, without dots",
        ),
    ],
)
def test_what_torch_refuses_is_wrong_and_told(text: str, said: str) -> None:
    """It can be read, and makes no layer."""
    verdict = answer_kind("code", "nn.Linear(3, 2)").judge(text)
    assert verdict.status == "wrong"
    assert verdict.score == 0
    assert verdict.feedback == f"PyTorch refuses this: {said}."


@pytest.mark.parametrize("given", [7, None, ["7"], b"7"])
def test_what_is_no_text(given: Any) -> None:
    said = answer_kind("integer", 7).judge(given).feedback
    assert said == f"expected text, not {type(given).__name__}"


@pytest.mark.parametrize("word", ["weiß", "größer", "straße"])
def test_a_word_is_told_whole(word: str) -> None:
    number = answer_kind("integer", 7, arithmetic=True, units=["edges"])
    assert f"'{word}' is no number" in number.judge(f"5*2 + {word}").feedback
    matrix = answer_kind("symbolic_matrix", [["v_1", 0]], variables=["v_1"])
    assert f"the name '{word}' is not used" in matrix.judge(f"[[v_1, 3*{word}]]").feedback
