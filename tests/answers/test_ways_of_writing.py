"""More ways of writing than the table has, kind by kind: right, wrong and not to be read."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

THREE: dict[str, Any] = {"choices": ["A", "B", "C"], "choice_texts": ["mean pooling", "max pooling", "$x^2$"]}  # fmt: skip
STEPS: dict[str, Any] = {"items": ["first", "second", "last"]}
WAYS: list[tuple[str, Any, dict[str, Any], list[str], list[str], list[str]]] = [
    (
        "integer", 1100, {"units": ["weights"]},
        ["+ 1100", "=1100", "1100 = 1100", "1100\u00ad", r"\text{1100}", r"\boxed{1100}", r"1100 \text{weights}", "$1100$ weights", "weights: 1100", "11e2", "0001100", "(1100)", "np.int64(1100)", "1,100.0", r"1\,100"],
        ["1,100.5", "1.100", "-1100", "1e400", "1e-400"],
        ["1.100,0", "1100,0", "--1100", "1100±1", "about 1100", "≈1100", "~1100", "not: 1100", "not = 1100", "or: 1100", "1.1k", "1100L", "1100; 7", "١١٠٠", "1e401", "1100 = 1101", "1  100", "1,1000"],
    ),
    (
        "integer", 24, {"arithmetic": True, "units": ["weights"]},
        ["2x12", "2 X 12", "3*8 = 24", "U = 2*12 = 24", "1,000 - 976", "1'000-976", "2*12 weights", "$2*12$ weights", "=20+4", r"\frac{48}{2}", "2**3*3", "2(12)", "1e1 + 14"],
        ["2*13", "1,000 - 975", "1e400*1e400"],
        ["3*8 = 25", "2x", "4!", "9^9^9", "1/0", "0^0", "2*12 =", "1,2*20", "2 12", "sqrt(576)", "9*" * 300 + "9"],
    ),
    (
        "real", 0.7, {"atol": 0.1},
        [".7", "7e-1", "7/10", "-7/-10", r"7 \times 10^{-1}", "7×10⁻¹", "0.７", "+ 0.7", "-(-0.7)", "0.8", "0.6", "70%"],
        ["0.80000001", "7", "0.59999999999999999999"],
        ["0,7", "0.7 ± 0.1", "0·7", "O.7", "0. 7", "1e999", "1_0", "0x1p-1", "7:10"],
    ),
    (
        "fraction", "3/2", {},
        ["³⁄₂", "³/₂", "3∕2", r"\frac32", "(3)/(2)", "-3/-2", "15/10", "0.15e1", "3/2.0"],
        ["2/3", "1.4999", "15"],
        ["1³⁄₂", "1 1/2", r"1\frac{1}{2}", "3/2/1", "3//2", "3:2", "/2", "3 over 2"],
    ),
    (
        "vector", [3, 4], {},
        ["[3],[4]", "(3),(4)", "((3),(4))", "[3,4],", "[3,4];", r"3 & 4 \\", "⟨3, 4⟩", r"\langle 3,4\rangle", "x_1 = 3, x_2 = 4", "(3)/(1), (4)", "3/1, 8/2", "2*[1.5,2]"],
        ["[3,]", "4 3", "3 -4"],
        ["[3,4],[3,4]", "[3,4] [3,4]", "[3,4][1]", "(3)(4)", "3-4", "3 to 4", "(3,4]", "3,000,4", "[3,4] or [4,3]"],
    ),
    ("vector", [8900, 3], {}, ["8'900, 3", "8.9e3, 3", "8900 3"], ["8 900 3"], ["8 900, 3", "8,900; 3"]),
    ("vector", ["0.5", "1.5"], {"decimal_comma": True}, ["0,5; 1,5", "[0,5 1,5]", "0,5\n1,5"], ["5; 15"], ["0.5; 1.5", "0,5, 1,5"]),
    (
        "matrix", [[1, 2], [3, 4]], {},
        ["[1,2],[3,4]", "(1,2),(3,4)", "[1 2] [3 4]", "[1,2][3,4]", "[[1,2],[3,4]],", r"1 & 2 \\ 3 & 4", "(1/1, 2), (3, 4)"],
        ["[1,2],[4,3]", "5"],
        ["[1,2],[3]", "[1,2]+[3,4]", "[1,2] or [3,4]", "[[[1,2],[3,4]]]"],
    ),
    (
        "shape", [20, 6, 6], {},
        ["20·6·6", "20by6by6", "20 BY 6 BY 6", "20 times 6 times 6", "20@6x6", "20✕6✕6", r"\begin{bmatrix}20 & 6 & 6\end{bmatrix}", "C=20, H=6, W=6", "(20, 6.0, 6)"],
        ["(20, 6, -6)", "(20, 6.5, 6)", "()", "6 6 20"],
        ["20-6-6", "20/6/6", "(20, None, 6)", "20 channels of 6x6", "20x6x6 = 720"],
    ),
    (
        "symbolic_matrix", [["x*(1+x)", "x"]], {"variables": ["x"]},
        ["(x)(1+x), (x)", "[x(1+x), x]", "x+x^2, x", "[[x + x², x]]"],
        ["x, x(1+x)", "x(1+x) x x"],
        ["x(1+X), x", "x or x, x"],
    ),
    (
        "expression", "y_hat*x_1", {"variables": ["y_hat", "x_1"], "units": ["units"]},
        [r"\hat y x_1", r"\hat{y}x_1", r"\mathbf{x}_1\hat y", "y_hat x1", "x₁·y_hat", "y_hat x_1 units", "ŷ x_1", "ans = y_hat*x1"],
        [r"\hat y", "-y_hat x1"],
        [r"\hat z x_1", "y_hat x_1 or 0", "y_hat x_1 weights", "y_hat x_2"],
    ),
    (
        "choice", "B", THREE,
        ["option B", "Answer: B", "the answer is B", "choice b", "B max pooling", "'B'", '"b"', "Ｂ", "**B**", "b b"],
        ["A", "the answer is C", "x^2"],
        ["not B", "the answer is not B", "A or B", "A B", "A B C", "B?", "В", "a max pooling", "BB", "none"],
    ),
    ("multi", ["A", "C"], THREE, ["{A, C}", "A & C", "mean pooling; x^2", "(A) (C)", "c/a"], ["none", "A", "A B C"], ["A-C", "A or C", "not B", "all", "1,3"]),
    (
        "order", ["A", "B", "C"], STEPS,
        ["1. A\n2. B\n3. C", "1) A\n2) B\n3) C", "A ⟶ B ⟶ C", "A-B-C", "A – B – C", r"A \rightarrow B \to C", "A => B => C", "A, then B, then C", "A < B < C", "first, second, last"],
        ["C-B-A", "B -> A -> C"],
        ["A B", "A B B C", "A B C or C B A", "A B C D"],
    ),
    ("boolean", True, {}, ["True.", "(yes)", "Y", "T!"], ["no", "F"], ["true or false", "not false", "T/F", "yes no", "maybe"]),
]  # fmt: skip
CASES = [
    pytest.param(kind, key, settings, text, status, id=f"{kind}-{text}")
    for kind, key, settings, *columns in WAYS
    for status, texts in zip(("correct", "wrong", "unreadable"), columns, strict=True)
    for text in texts
]


@pytest.mark.parametrize(("kind", "key", "settings", "text", "status"), CASES)
def test_ways(kind: str, key: Any, settings: dict[str, Any], text: str, status: str) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status == status, verdict
