"""Working, reasons, hedges and second thoughts around right and wrong values; verdicts decided before they were judged.

As in `test_from_many_hands`: `RIGHT` is accepted, `OFF` never, `SOME` earns a part at most.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

RIGHT, ROUNDED = {"correct"}, {"rounded"}
OFF, SOME = {"wrong", "unreadable", "rounded", "partial"}, {"wrong", "partial", "unreadable"}
QUESTIONS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "c":("integer",96,{"arithmetic":True,"names":["parameters"],"units":["parameters"]}),
    "z":("integer",0,{"arithmetic":True}),
    "f":("fraction","3/8",{"arithmetic":True,"names":["p"]}),
    "r":("real","0.6225",{"names":["y"]}),
    "v":("vector",[1,-2],{"names":["g"]}),
    "v3":("vector",[6,0,-3],{}),
    "s":("vector",["0.0900","0.2447","0.6652"],{"atol":"0.0005"}),
    "m":("matrix",[[2,0],[-1,1]],{"names":["W"]}),
    "sh":("shape",[4,10],{}),
    "e":("expression","a*b - 1",{"variables":["a","b"],"names":["L"]}),
    "ch":("choice","A",{"choices":["A","B","C"],"choice_texts":["the training set","the validation set","the test set"]}),
    "mu":("multi",["B"],{"choices":["A","B","C"],"choice_texts":["a bias","the step size","the weights"]}),
    "b":("boolean",True,{}),
    "o":("order",["B","A","C"],{"items":["layer","input","loss"]}),
    "ln": ("expression", "ln(2)", {"variables": [], "names": ["L"]}),
}  # fmt: skip
GROUPS: list[tuple[str, set[str], list[str]]] = [
    ("ln", ROUNDED, ["0.69", "≈ 0.69", "L ≈ 0.693", "≈ .6931", "L = 0.6931"]),
    ("ln", RIGHT, ["ln 2", "ln 2 ≈ 0.693", "L = ln(2) ≈ 0.69"]),
    ("ln", OFF, ["≈ 0.7", "≈ 1", "2L ≈ 0.69", "≈ -0.6931", "L ≈ 0.5", "≈ 0.69 or 0.7", "≈ 2"]),
    ("c", RIGHT, ["96 because 12*8", "96", "96, because 8*(11+1) = 96", "8*11+8=96", "8·11 + 8 → 88 + 8 → 96", "96 = 88 + 8", "8*(11+1)", "parameters: 8*(11+1) = 96", "It has 96 parameters", "This gives 96", "96 params", "96 parameter", "= 96.", "96\u200b", "\ufeff96", "96 parameters.", "96 paramètres au total", "96 Parameter insgesamt", "en total 96", "96 en total", "on obtient 96", "das macht 96", "96.00", "9.6e1", "9.6*10", "960/10", "2*48", "(8)(12)", "8(12)", "8\\times12=96", "8⋅12", "\\( 8 \\cdot 12 = 96 \\)", "$96$ parameters", "Lösung: 96", "Ergebnis = 96", "x = 96", "n=96"]),
    ("c", OFF, ["96 because 12*9", "96 because I like it", "96 because of 95", "96, since 97", "88 weights and 8 biases = 97", "88, 8", "w=88, b=8", "88 + 8 biases", "weights 88, biases 8", "96 weights", "w = 88; b = 8; total = 97", "total 97, 96", "96 unless bias=False", "96 if bias", "96 for the first layer", "96 or 88 without biases", "88 (96 with biases)", "96 (88 without biases)", "96/88", "88/96", "96 - bias", "96 - 8", "96 + ...", "96 …", "96 ...", "> 96", "96 <", "~96", "96ish", "96-ish", "circa 96", "nearly 96", "96!", "96!!", "96?", "?96", "96#96", "9 6", "9,6", "0.96", "96,5", "95.9999", "96.0001", "96 * 1.5", "96x", "x96", "96 x 1 x 2", "96 thousand", "96k", "96 K", "96M", "96e2", "96%", "-96", "- 96", "(-96)", "−96", "+-96", "not 96", "no, 96", "no 96", "96 no", "96 wrong", "ninety-six or 96?", "not sure 96", "idk 96", "I don't know, 96?", "96 is too many", "less than 96", "fewer than 96", "96 minimum", "max. 96", "min 96", "96 max", "96 min", "sqrt(96)", "96^1.5", "96²", "⁹⁶", "log2(96)", "96 (mod 7)", "96 != 96", "parameters ≠ 96", "2·parameters = 96", "parameters/8 = 96", "parameters - 1 = 96", "parameters + b = 96", "96 = parameters + b"]),
    ("z", OFF, ["w=5 b=0", "w=5,b=0", "w: 5; b: 0", "a = 3, b = 0", "x=1 y=0", "5 = w, 0 = b", "w=5\nb=0", "w=5 & b=0", "5 weights 0 biases", "5 weights, 0 biases", "n=5 → b=0", "w=5/b=0", "5-5=1", "1=0", "0=1", "0 or 1", "0!", "0/0", "1/0", "5%5", "~0.1"]),
    ("z", RIGHT, ["0", "b = 0", "5-5 = 0", "0.0", "-0", "0 ", "5*0 = 0", "n = 3 - 3 = 0", "0/7", "(0)"]),
    ("f", RIGHT, ["3/8", "0.375", "p = 3/8 = 0.375", "3/8 because 1 - 5/8", "6/16", "1/8+2/8", "1/2 * 3/4", "(1/2)(3/4)", "½·¾", "½ · ¾ = 3/8", "⅜", "37.5/100", "3/8 ≈ 0.38", "3/8=.375", ".375", "0.3750", "3 / 8 .", "\\frac38", "3⁄8", "p=⅜"]),
    ("f", ROUNDED, ["0.38", "≈0.38", "~0.38", "≈ .38"]),
    ("f", OFF, ["0.4", "~0.4", "8/3", "3:8", "3 8", "3/8 or 5/8", "37.5", "3,8", "1-3/8", "5/8", "p=5/8, q=3/8", "q = 5/8, p = 3/8", "3/8²", "√(3/8)", "38%", "0.36", "0.39", "3/8/2", "3/8 = 0.38 = 0.4", "3/8 = 0.5", "≈ 3/8"]),
    ("r", RIGHT, ["0.6225", "0.62246", "≈0.6225", "y≈0.6225", "1/(1+e^(-0.5))", "1/(1+exp(-.5)) = 0.6225", "1/(1+e^{-1/2})", "62.25%", "0.62245933", "about 0.6225", "0.622"]),
    ("r", OFF, ["0.62", "0.6", "0.3775", "1-0.3775+0.1", "0.6225 or 0.3775", "e^0.6225", "y=0.3775, 1-y=0.6225", "-0.6225", "6.225", "0.6225²", "1/0.6225"]),
    ("v", RIGHT, ["[1,-2]", "2*[0.5,-1]", "2[0.5,-1]", "-[-1,2]", "-1[-1,2]", "[2,-4]/2", "½[2,-4]", "g = ½(2,-4) = (1,-2)", "[3,1] - [2,3] = [1,-2]", "[3,1]-[2,3]=[1,-2]", "g = [3, 1] - [2, 3] = [1, -2]", "[0,0] + [1,-2] = [1,-2]", "[4,0] - 3*[1,2/3] = [1,-2]", "[4,0] - 3[1,2/3] = [1,-2]", "(1,-2)", "1; -2", "1 -2", "g_1=1,g_2=-2", "(g1,g2)=(1,-2)", "[1,−2]ᵀ", "1,-2", "[1, -2]"]),
    ("v", OFF, ["[1,2]", "-[1,-2]", "2[1,-2]", "[3,1]-[2,3]", "[3,1] - [2,3] = [1,-3]", "[3,1] + [2,3] = [1,-2]", "[1,-2] = [1,2]", "[1,2] = [1,-2]", "[1,-2] - [0,0]", "[1,-2] + 0", "3 [1,-2]", "[1,-2] [0,0]", "[1,-2], [0,0]", "[[1,-2],[0,0]]", "|[1,-2]|", "[1,-2]·[1,1]", "[1,-2]*[1,1]", "[1,-2].[1,1] = -1", "sum([1,-2]) = [1,-2]", "max [1,-2]", "1 - 2", "[1 + -2]", "(1)(-2)", "1*-2", "1/-2", "≈ [1,-2]", "[≈1,-2]", "g ≠ [1,-2]", "g > [1,-2]", "2g = [1,-2]", "g/2 = [1,-2]", "-g = [1,-2]", "[g1,g2] = [-2,1]", "(g2,g1) = (1,-2)", "[1,-2]-", "-[1,-2]-", "--[-1,2]", "[1,-2]!", "1[1,-2]2", "0[1,-2]", "[1,-2]/0", "[1,-2]^2", "10^[1,-2]", "[1;-2;0]", "[1,-2] = g = h", "h = g = [1,-2] or so"]),
    ("v3", RIGHT, ["3[2,0,-1]", "3*(2,0,-1)", "3·[2, 0, -1] = [6, 0, -3]", "[6,0,-3]", "1/2[12,0,-6]", "6 0 -3", "6\n0\n-3", "[12,0,-6]·½", "0.75*[8,0,-4]"]),
    ("v3", OFF, ["6 - 3", "3[2,0,1]", "[6,0,-3,0]", "6, -3", "6 -3", "3[2,-1]", "-3[2,0,-1]", "[6,0 - 3]", "[6,0,−3,", "{6,0,-3}²"]),
    ("s", RIGHT, ["[0.09, 0.2447, 0.6652]", "≈ [0.0900, 0.2447, 0.6652]", "y ≈ (0.09, 0.245, 0.665)", "[0.0900306, 0.2447285, 0.6652410]", "tensor([0.0900, 0.2447, 0.6652])", "[9.0031e-02, 2.4473e-01, 6.6524e-01]", "0.09; 0.2447; 0.6652", "0,0900; 0,2447; 0,6652", "[0.0900 0.2447 0.6652]"]),
    ("s", OFF, ["[0.1, 0.2, 0.7]", "[0.6652, 0.2447, 0.09]", "[0.09, 0.24]", "[0.09, 0.2447, 0.6752]", "[9, 24.47, 66.52]"]),
    ("m", RIGHT, ["[[1,0],[0,1]]*[[2,0],[-1,1]] = [[2,0],[-1,1]]", "[[2,0],[-1,1]]", "-[[-2,0],[1,-1]]", "1/2[[4,0],[-2,2]]", "[[1,0],[0,1]] + [[1,0],[-1,0]] = [[2,0],[-1,1]]", "W = [[3,1],[0,2]] - [[1,1],[1,1]] = [[2,0],[-1,1]]", "[2 0; -1 1]", "2 0\n-1 1", "2, 0\n-1, 1", "\\begin{bmatrix}2&0\\\\-1&1\\end{bmatrix}", "[[4,0],[-2,2]] * 0.5", "((2,0),(-1,1))"]),
    ("m", OFF, ["[[2,-1],[0,1]]", "-[[2,0],[-1,1]]", "[[2 - 0],[-1 + 1]]", "[[1,0],[0,1]] + [[1,0],[-1,0]]", "[[1,0],[0,1]]*[[2,0],[-1,1]]", "[[2,0],[-1,1]] = [[2,0],[-1,2]]", "2*[[2,0],[-1,1]]", "W^T = [[2,0],[-1,1]]", "[[2,0],[-1,1]]+[[0,0],[0,0]]", "2 - 0\n-1 + 1", "[2 - 0; -1 + 1]"]),
    ("sh", RIGHT, ["(4, 10)", "4x10", "4 × 10", "[4,10]", "4 by 10", "4, 10", "torch.Size([4, 10])", "(2*2, 10)"]),
    ("sh", OFF, ["(10, 4)", "40", "-(4,10)", "2(2,5)", "1/2*(8,20)", "(4,10)+(0,0)", "(4 10", "(4, -10)", "4.10", "4,10,1", "≈ (4, 10)"]),
    ("e", RIGHT, ["ab-1", "a*b-1", "-1+ab", "L = ab − 1", "ba - 1", "a·b - 1", "(ab) - 1", "ab + (-1)", "L(a,b)=ab-1", "a b - 1"]),
    ("e", OFF, ["a(b-1)", "ab+1", "1-ab", "ab", "ab - 1, ab + 1", "L = ab - 1, M = 3", "a=1, b=2", "2ab-1", "A*B-1", "ab - l", "ab -1 or 0", "≈ ab - 1"]),
    ("ch", RIGHT, ["A", "a)", "training set", "the training set", "Training set", "A - training set", "I choose A", "A training set", "A: the training set", "je choisis A", "ich nehme A", "elijo A", "scelgo A"]),
    ("ch", OFF, ["B", "validation set", "the test set", "set", "training", "I would not choose A", "I choose A or B", "I choose B", "I chose A and B", "the training set and the test set", "a test set", "A test set", "not the training set"]),
    ("mu", RIGHT, ["B", "b", "step size", "the step size", "only the step size", "just B", "B: the step size"]),
    ("mu", SOME, ["A", "A, B", "bias", "the weights", "B and C", "step", "weights and step size", "none", "B?C"]),
    ("b", RIGHT, ["true", "yes", "richtig", "True."]),
    ("b", OFF, ["false", "no", "true?false", "probably true", "I guess true or false", "true and false"]),
    ("o", RIGHT, ["B A C", "first B, then A, then C", "first input, then layer, then loss", "B, A, C", "first: B, A, C", "input → layer → loss", "zuerst B, dann A, dann C"]),
    ("o", OFF, ["first A, then B, then C", "B first, A last", "last B, then A, then C", "C, A, B reversed", "A B C", "first B"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "allowed", "texts"), GROUPS)
def test_the_verdicts_are_the_examiners(name: str, allowed: set[str], texts: list[str]) -> None:
    kind, key, settings = QUESTIONS[name]
    judge = answer_kind(kind, key, **settings)
    verdicts = {text: judge.judge(text) for text in texts}
    assert {text: v for text, v in verdicts.items() if v.status not in allowed} == {}
