"""The table of the grader: what each kind accepts, finds wrong, and cannot read."""

from typing import Any

import pytest

from quizgen.answers import answer_kind

C, W, U, P, R = "correct", "wrong", "unreadable", "partial", "rounded"
TABLE: list[tuple[str, Any, dict[str, Any], list[tuple[str, str]]]] = []


def table(kind: str, key: Any, cases: list[tuple[str, str]], **settings: Any) -> None:
    TABLE.append((kind, key, settings, cases))


table(
    "integer",
    1100,
    [
        ("1100", C),
        (" +1100 ", C),
        ("1,100", C),
        ("1 100", C),
        ("1\u00a0100", C),
        ("1\u2009100", C),
        ("1'100", C),
        ("1_100", C),
        ("1100.0", C),
        ("1.1e3", C),
        ("1.1×10^3", C),
        ("$1100$", C),
        ("1{,}100", C),
        ("１１００", C),
        ("U = 1100", C),
        ("1.100", W),
        ("1100.0000001", W),
        ("11,00", U),
        ("1100%", U),
        ("11 00", U),
        ("7 or 9", U),
        ("not 1100", U),
        ("1100 foo", U),
        ("0x44c", U),
        ("5!", U),
        ("", U),
        ("  ", U),
        ("10*110", U),
        ("1.1\\times 10^{3}", C),
        ("1100.", C),
        ("1.1·10^3", C),
        ("1,10", U),
        ("-1100", W),
        ("−1100", W),
        ("1e30000000", U),
        ("nan", U),
        ("\\(1100\\)", C),
    ],
)
table("integer", -5, [("−5", C), ("–5", C), ("-5", C), ("(-5)", C), ("5", W)])
table("integer", 1100, [("1100 units", C), ("1100", C), ("1100 weights", U)], units=["units"])
table(
    "integer",
    1100,
    [("10*110", C), ("10^2*11", C), ("1000+100", C), ("10·110", C), ("9^9^9^9", U)],
    arithmetic=True,
)
table("real", 0.7, [("0.8", C), ("0.6", C), ("0.81", W)], atol=0.1)
table(
    "real",
    3.14159,
    [
        ("3.14", C),
        ("3.1416", C),
        ("3.1", W),
        ("0,5", U),
        ("nan", U),
        ("inf", U),
        ("3.14abc", U),
        ("22/7", C),
        ("3.15", W),
    ],
    sigfigs=3,
)
table("real", 0.5, [("0,5", C), ("0.5", U)], decimal_comma=True)
table(
    "fraction",
    "3/2",
    [
        ("3/2", C),
        ("3 / 2", C),
        ("3⁄2", C),
        ("3÷2", C),
        ("\\frac{3}{2}", C),
        ("1.5", C),
        ("6/4", C),
        ("1.49", W),
        ("3/0", U),
        ("3/", U),
        ("1½", U),
        ("1 1/2", U),
    ],
)
table("fraction", "1/2", [("½", C)])
table("fraction", "3/2", [("6/4", W), ("3/2", C)], lowest_terms=True)
table(
    "vector",
    [3, 4],
    [
        ("[3,4]", C),
        ("(3, 4)", C),
        ("{3,4}", C),
        ("<3,4>", C),
        ("3,4", C),
        ("3 4", C),
        ("3;4", C),
        ("3\n4", C),
        ("3\t4", C),
        ("array([3, 4])", C),
        ("tensor([3., 4.], dtype=torch.float64)", C),
        ("tensor([3., 4.], grad_fn=<AddBackward0>)", C),
        ("tensor([3., 4.], device='cuda:0')", C),
        ("[1] 3 4", C),
        ("\\begin{bmatrix} 3 & 4 \\end{bmatrix}", C),
        ("\\begin{pmatrix} 3 \\\\ 4 \\end{pmatrix}", C),
        ("[3,4]^T", C),
        ("[3,4,]", C),
        ("[[3],[4]]", C),
        ("c(3, 4)", C),
        ("[3. 4.]", C),
        ("np.array([3,4])", C),
        ("[4,3]", W),
        ("[3,-4]", W),
        ("[3]", W),
        ("7", W),
        ("[3,4", U),
        ("[3,,4]", U),
        ("[a,b]", U),
        ("[nan,4]", U),
        ("[3,4],[5,6]", U),
        ("h = [3, 4]", C),
        ("34", W),
        ("[3 4]'", C),
        ("3 and 4", U),
    ],
)
table(
    "vector", ["3/2", 4, 3], [("[1.5, 4, 3]", C), ("[3/2,4,3]", C), ("3/2 4 3", C), ("1½, 4, 3", U)]
)
table(
    "vector",
    [3, -22, -9],
    [("[3, -22, -9]", C), ("3 -22 -9", C), ("3,−22,−9", C), ("[3 - 22 - 9]", C)],
)
table(
    "matrix",
    [[1, 2], [3, 4]],
    [
        ("[[1,2],[3,4]]", C),
        ("((1,2),(3,4))", C),
        ("[1 2; 3 4]", C),
        ("1 2\n3 4", C),
        ("1\t2\n3\t4", C),
        ("[[1 2]\n [3 4]]", C),
        ("tensor([[1., 2.],\n        [3., 4.]])", C),
        ("\\begin{bmatrix}1&2\\\\3&4\\end{bmatrix}", C),
        ("\\begin{array}{cc}1&2\\\\3&4\\end{array}", C),
        ("Matrix([[1, 2], [3, 4]])", C),
        ("[[1,3],[2,4]]", W),
        ("[[1,2,3],[4,5,6]]", W),
        ("[[1,2],[3]]", U),
        ("[[1,2],[3,]]", U),
        ("[[1,a],[3,4]]", U),
        ("     [,1] [,2]\n[1,]    1    2\n[2,]    3    4", C),
        ("array([[1, 2],\n       [3, 4]])", C),
        ("{{1,2},{3,4}}", C),
        ("1,2;3,4", C),
    ],
)
table(
    "shape",
    [20, 6, 6],
    [
        ("(20,6,6)", C),
        ("20x6x6", C),
        ("20×6×6", C),
        ("20 X 6 X 6", C),
        ("20 by 6 by 6", C),
        ("torch.Size([20, 6, 6])", C),
        ("20 6 6", C),
        ("[20,6,6]", C),
        ("(6,6,20)", W),
        ("720", W),
        ("(20,6)", W),
        ("(1,20,6,6)", W),
        ("20 \\times 6 \\times 6", C),
    ],
)
table("shape", [4], [("(4,)", C), ("4", C)])
table(
    "expression",
    "2*x+1",
    [
        ("2x+1", C),
        ("1+2*x", C),
        ("2 x + 1", C),
        ("x+x+1", C),
        ("2x", W),
        ("7", W),
        ("2X+1", U),
        ("2y+1", U),
        ("(2x+1", U),
        ("2x+1 or x", U),
        ("y = 2x+1", C),
        ("\\frac{4x+2}{2}", C),
    ],
    variables=["x"],
)
table(
    "expression",
    "v_1*x_1+v_2*x_2",
    [
        ("v1x1+v2x2", C),
        ("v_1 x_1 + v_2 x_2", C),
        ("v_{1}x_{1}+v_{2}x_{2}", C),
        ("v_1 \\cdot x_1 + v_2 \\cdot x_2", C),
        ("v₁x₁+v₂x₂", C),
        ("v1x2+v2x1", W),
    ],
    variables=["v_1", "v_2", "x_1", "x_2"],
)
table(
    "expression",
    "floor((D-P)/S)+1",
    [
        ("⌊(D-P)/S⌋+1", C),
        ("(D-P)//S+1", C),
        ("\\lfloor \\frac{D-P}{S} \\rfloor + 1", C),
        ("(D-P)/S+1", W),
        ("floor((D-P+S)/S)", C),
    ],
    variables=["D", "P", "S"],
    domain="positive_integers",
)
table(
    "expression",
    "exp(f)-y",
    [("e^f-y", C), ("e^{f} - y", C), ("exp(f)-y", C), ("\\exp(f)-y", C), ("e^f", W)],
    variables=["f", "y"],
)
table(
    "expression",
    "log(2)",
    [
        ("ln 2", C),
        ("ln(2)", C),
        ("log 2", C),
        ("-ln(1/2)", C),
        ("ln 3", W),
        ("0.693", R),
        ("0.694", W),
    ],
    variables=[],
)
table(
    "expression",
    "x**2",
    [("x^2", C), ("x**2", C), ("x²", C), ("xx", C), ("|x|^2", C), ("x^9999999", U), ("x^x", W)],
    variables=["x"],
)
table(
    "symbolic_matrix",
    [["v_1", "v_2", 0], [0, "v_1", "v_2"]],
    [
        ("[[v1,v2,0],[0,v1,v2]]", C),
        ("v1 v2 0\n0 v1 v2", C),
        ("[v_1 v_2 0; 0 v_1 v_2]", C),
        ("\\begin{bmatrix} v_1 & v_2 & 0 \\\\ 0 & v_1 & v_2 \\end{bmatrix}", C),
        ("[[v2,v1,0],[0,v2,v1]]", W),
        ("[[v1,0],[v2,v1],[0,v2]]", W),
        ("[[w1,v2,0],[0,v1,v2]]", U),
        ("[[v1,v2],[0,v1,v2]]", U),
    ],
)
table(
    "symbolic_matrix",
    [["v_{1,1}", "v_{1,2}"], ["v_{2,1}", "v_{2,2}"]],
    [
        ("[[v11,v12],[v21,v22]]", C),
        ("[[v_1_1,v_1_2],[v_2_1,v_2_2]]", C),
        ("[[v_{1,1},v_{1,2}],[v_{2,1},v_{2,2}]]", C),
    ],
)
table(
    "choice",
    "B",
    [
        ("b", C),
        ("B)", C),
        ("(b)", C),
        ("B.", C),
        ("max pooling", C),
        ("A", W),
        ("mean pooling", W),
        ("A or B", U),
        ("A, B", U),
        ("C", U),
        ("A) max pooling", U),
        ("B) max pooling", C),
    ],
    choices=["A", "B"],
    choice_texts=["mean pooling", "max pooling"],
)
table(
    "multi",
    ["A", "C"],
    [("A,C", C), ("c a", C), ("AC", C), ("A; C", C), ("A", W), ("A,B,C", W), ("A,D", U), ("", U)],
    choices=["A", "B", "C"],
)
table("multi", ["A", "C"], [("A", P), ("A,B", W)], choices=["A", "B", "C"], partial="net")
table("boolean", True, [("true", C), ("T", C), ("yes", C), ("y", C), ("false", W), ("maybe", U)])  # noqa: FBT003 - the key
table(
    "order",
    ["B", "A", "C"],
    [
        ("B,A,C", C),
        ("B A C", C),
        ("B -> A -> C", C),
        ("B→A→C", C),
        ("B\nA\nC", C),
        ("BAC", C),
        ("A,B,C", W),
        ("B,A", U),
        ("B,A,A", U),
        ("B,A,D", U),
    ],
    items=["x", "y", "z"],
)
table("order", {"A": [], "B": ["A"], "C": ["A"]}, [("A,B,C", C), ("A,C,B", C), ("B,A,C", W)])

CASES = [
    pytest.param(kind, key, settings, text, status, id=f"{kind}-{key!r}-{text!r}")
    for kind, key, settings, cases in TABLE
    for text, status in cases
]


@pytest.mark.parametrize(("kind", "key", "settings", "text", "status"), CASES)
def test_table(kind: str, key: Any, settings: dict[str, Any], text: str, status: str) -> None:
    verdict = answer_kind(kind, key, **settings).judge(text)
    assert verdict.status == status, verdict
    if status == U:
        assert verdict.feedback
        assert verdict.score == 0
    else:
        assert verdict.reading
